package org.doorward.store.blame;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an offender has done in one vector.
 *
 * @param vector the vector
 * @param fading how fast its points fade
 * @param count how many offences there were
 * @param points the points as they were at {@code pointsAt}
 * @param pointsAt when
 * @param first the first offence
 * @param last the latest one
 * @param recent the newest offences since the last ban, oldest first, at most {@link #RECENT_LIMIT}: what tripwires look at
 * @param evidence what the latest one was
 */
public record VectorStanding(
        String vector,
        Fading fading,
        long count,
        double points,
        Instant pointsAt,
        Instant first,
        Instant last,
        List<Instant> recent,
        String evidence) {

    /** No tripwire can ask for more. */
    public static final int RECENT_LIMIT = 32;

    /** Takes the list as it is now. */
    public VectorStanding {
        recent = List.copyOf(recent);
    }

    /** Also between two at the same moment: sums of fractions depend on the order in the last digit. */
    private static final Comparator<Offence> IN_ORDER = Comparator.comparing(Offence::at)
            .thenComparing(Offence::evidence)
            .thenComparing(Offence::points)
            .thenComparing(Offence::fading);

    /** The standing after the first offences of a vector. */
    static VectorStanding of(Collection<Offence> offences, ScoreTerms terms) {
        Offence any = offences.iterator().next();
        VectorStanding nothing = new VectorStanding(
                any.vector(), any.fading(), 0, 0, Instant.MIN, Instant.MAX, Instant.MIN, List.of(), "");
        return nothing.with(offences, terms);
    }

    /**
     * The standing after some more offences of this vector, in whatever order they come.
     *
     * @param offences at least one
     */
    VectorStanding with(Collection<Offence> offences, ScoreTerms terms) {
        List<Offence> ordered = offences.stream().sorted(IN_ORDER).toList();
        Offence newest = ordered.get(ordered.size() - 1);
        boolean latest = !newest.at().isBefore(last);
        Instant now = max(pointsAt, newest.at());
        double sum = points == 0 ? 0 : pointsAt(now, terms);
        for (Offence offence : ordered) {
            sum += Decay.left(offence.points(), offence.at(), now, terms.halfLife(offence.fading()));
        }
        return new VectorStanding(
                vector,
                latest ? newest.fading() : fading,
                count + ordered.size(),
                sum,
                now,
                min(first, ordered.get(0).at()),
                latest ? newest.at() : last,
                newestOf(recent, ordered),
                latest ? newest.evidence() : evidence);
    }

    private static List<Instant> newestOf(List<Instant> recent, Collection<Offence> offences) {
        List<Instant> all = Stream.concat(recent.stream(), offences.stream().map(Offence::at))
                .sorted()
                .toList();
        return all.subList(Math.max(0, all.size() - RECENT_LIMIT), all.size());
    }

    /** The points that are left. */
    public double pointsAt(Instant now, ScoreTerms terms) {
        return Decay.left(points, pointsAt, now, terms.halfLife(fading));
    }

    /** The same offences, with so many times the points. */
    VectorStanding scaled(double factor) {
        return new VectorStanding(vector, fading, count, points * factor, pointsAt, first, last, recent, evidence);
    }

    /** The same offences, paid for: no points, and nothing that a tripwire would see. */
    VectorStanding settled() {
        return new VectorStanding(vector, fading, count, 0, pointsAt, first, last, List.of(), evidence);
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
