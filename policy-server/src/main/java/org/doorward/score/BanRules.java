package org.doorward.score;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.doorward.config.BanConfig;
import org.doorward.config.ScoreConfig;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.store.blame.BanTerms;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.blame.VectorStanding;

/**
 * When an offender is to be banned. Pure.
 *
 * @param score how points are counted
 * @param ban what bans
 * @param memory how long offences are remembered
 */
public record BanRules(ScoreConfig score, BanConfig ban, Duration memory) {

    /** The kind of a cause that is no tripwire. */
    public static final String SCORE = "score";

    /** Offences this far apart are no single incident. */
    private static final Duration TWO_DAYS = Duration.ofHours(24);

    /**
     * Why somebody is to be banned.
     *
     * @param kind the vector of the tripwire, or {@code score}: a word for metrics
     * @param reason for the client as well
     * @param evidence for the operator
     */
    public record Cause(String kind, String reason, String evidence) {}

    /**
     * The cause for a ban; empty when there is none, or a ban stands.
     *
     * @param known the offender as the store has it after the latest offence
     */
    public Optional<Cause> cause(Offender known, Instant now) {
        if (!ban.enabled() || known.standing(now).isPresent()) {
            return Optional.empty();
        }
        Offender offender = withoutReports(known);
        for (Vector vector : score.tripwires().keySet()) {
            Optional<Cause> tripped = tripped(offender, vector, now);
            if (tripped.isPresent()) {
                return tripped;
            }
        }
        return byScore(offender, now);
    }

    /** What cannot ban must not help to, as a second vector or a second day, whatever it once counted. */
    private static Offender withoutReports(Offender known) {
        List<VectorStanding> counting = known.vectors().stream()
                .filter(standing ->
                        Vector.of(standing.vector()).map(Vector::bans).orElse(true))
                .toList();
        return new Offender(known.network(), counting, known.bans(), known.parole(), known.paroleAt());
    }

    private Optional<Cause> tripped(Offender offender, Vector vector, Instant now) {
        Tripwire tripwire = score.tripwires().get(vector);
        if (tripwire == null) {
            return Optional.empty();
        }
        return standing(offender, vector)
                .filter(standing -> tripwire.touchedBy(standing.recent(), now))
                .map(standing -> new Cause(vector.label(), words(vector, tripwire), standing.evidence()));
    }

    private static String words(Vector vector, Tripwire tripwire) {
        return tripwire.count() == 1
                ? vector.label()
                : tripwire.count() + " times " + vector.label() + " within " + seconds(tripwire.within());
    }

    private static String seconds(Duration time) {
        return time.toSeconds() % 3600 == 0 ? time.toHours() + " h" : time.toSeconds() + " s";
    }

    private static Optional<VectorStanding> standing(Offender offender, Vector vector) {
        return offender.vectors().stream()
                .filter(standing -> standing.vector().equals(vector.label()))
                .findFirst();
    }

    private Optional<Cause> byScore(Offender offender, Instant now) {
        ScoreTerms terms = terms();
        double points = offender.score(now, terms);
        List<VectorStanding> counting = offender.vectors().stream()
                .filter(standing -> standing.pointsAt(now, terms) > 0)
                .toList();
        boolean twice = counting.size() >= 2 || offender.span().compareTo(TWO_DAYS) >= 0;
        if (points < ban.threshold() || counting.isEmpty() || !twice) {
            return Optional.empty();
        }
        VectorStanding heaviest = counting.stream()
                .max(Comparator.comparingDouble(standing -> standing.pointsAt(now, terms)))
                .orElseThrow();
        String reason = String.format(Locale.ROOT, "a score of %.1f, mostly %s", points, heaviest.vector());
        return Optional.of(new Cause(SCORE, reason, heaviest.evidence()));
    }

    /** How points are kept. */
    public ScoreTerms terms() {
        return new ScoreTerms(score.behaviour(), score.listing(), score.cap(), memory);
    }

    /** How long bans are. */
    public BanTerms banTerms() {
        return new BanTerms(ban.ladder(), ban.quiet(), ban.parole());
    }

    /** All vectors, those of the operator's own as well. */
    public List<Vector> vectors() {
        return Stream.concat(
                        score.points().keySet().stream(),
                        Vector.builtIn().stream().filter(vector -> !vector.bans()))
                .toList();
    }

    /** The vector of a label, likewise. */
    public Optional<Vector> vector(String label) {
        return vectors().stream().filter(vector -> vector.label().equals(label)).findFirst();
    }

    /** Whether an offence of a vector can lead anywhere: what cannot is not worth remembering. */
    public boolean counts(Vector vector) {
        return score.tripwires().containsKey(vector) || score.points().getOrDefault(vector, 0.0) > 0;
    }

    /** What an offence of each vector counts. */
    public Map<Vector, Double> points() {
        return score.points();
    }
}
