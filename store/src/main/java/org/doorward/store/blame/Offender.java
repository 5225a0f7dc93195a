package org.doorward.store.blame;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.store.model.ClientNetwork;

/**
 * All that is held against a client: what it did, by vector, and the bans that it got for it. Immutable.
 *
 * @param network who: an IPv4 address as /32, an IPv6 network as /64
 * @param vectors what it did, the latest first, at most {@link #VECTORS_KEPT}
 * @param bans its bans, the newest first, at most {@link #BANS_KEPT}; at most one of them stands
 * @param parole the points that it had when it was released; they fade like behaviour
 * @param paroleAt when that was, or will be
 */
public record Offender(
        ClientNetwork network, List<VectorStanding> vectors, List<Ban> bans, double parole, Instant paroleAt) {

    /** Those who do more kinds of wrong than these do not need the oldest of them to be banned. */
    public static final int VECTORS_KEPT = 12;

    /** Who has been banned more often than this stands on the ladder's top anyway. */
    public static final int BANS_KEPT = 8;

    private static final Comparator<VectorStanding> LATEST_FIRST =
            Comparator.comparing(VectorStanding::last).reversed().thenComparing(VectorStanding::vector);

    /** Takes the lists as they are now. */
    public Offender {
        vectors = List.copyOf(vectors);
        bans = List.copyOf(bans);
    }

    /** Somebody against whom nothing is held. */
    public static Offender unknown(ClientNetwork network) {
        return new Offender(network, List.of(), List.of(), 0, Instant.EPOCH);
    }

    /**
     * The state after some more offences, in whatever order they come.
     *
     * @param offences of this offender, at least one
     */
    public Offender with(Collection<Offence> offences, ScoreTerms terms) {
        Map<String, VectorStanding> byVector = new TreeMap<>();
        vectors.forEach(standing -> byVector.put(standing.vector(), standing));
        Map<String, List<Offence>> fresh = offences.stream().collect(Collectors.groupingBy(Offence::vector));
        fresh.forEach((vector, some) ->
                byVector.merge(vector, VectorStanding.of(some, terms), (before, unused) -> before.with(some, terms)));
        Instant now = byVector.values().stream()
                .map(VectorStanding::last)
                .max(Comparator.naturalOrder())
                .orElse(paroleAt);
        List<VectorStanding> kept = byVector.values().stream()
                .filter(standing -> standing.last().plus(terms.memory()).isAfter(now))
                .sorted(LATEST_FIRST)
                .limit(VECTORS_KEPT)
                .toList();
        return new Offender(network, kept, bans, parole, paroleAt).capped(now, terms);
    }

    /** Points beyond the cap would only make the score take longer to fade. */
    private Offender capped(Instant now, ScoreTerms terms) {
        double sum = sum(now, terms);
        if (sum <= terms.cap()) {
            return this;
        }
        double factor = terms.cap() / sum;
        List<VectorStanding> scaled =
                vectors.stream().map(standing -> standing.scaled(factor)).toList();
        return new Offender(network, scaled, bans, parole * factor, paroleAt);
    }

    private double sum(Instant now, ScoreTerms terms) {
        double sum = paroleAt(now, terms);
        for (VectorStanding standing : vectors) {
            sum += standing.pointsAt(now, terms);
        }
        return sum;
    }

    /** What is left of the points of its release. */
    public double paroleAt(Instant now, ScoreTerms terms) {
        return parole == 0 ? 0 : Decay.left(parole, paroleAt, now, terms.behaviour());
    }

    /** The score: the sum of all points that are left, at most the cap. */
    public double score(Instant now, ScoreTerms terms) {
        return Math.min(terms.cap(), sum(now, terms));
    }

    /** The ban that stands. */
    public Optional<Ban> standing(Instant now) {
        for (Ban ban : bans) {
            if (ban.stands(now)) {
                return Optional.of(ban);
            }
        }
        return Optional.empty();
    }

    /** From the first to the latest offence that is remembered. */
    public Duration span() {
        Optional<Instant> first = vectors.stream().map(VectorStanding::first).min(Comparator.naturalOrder());
        Optional<Instant> last = vectors.stream().map(VectorStanding::last).max(Comparator.naturalOrder());
        return first.isEmpty() ? Duration.ZERO : Duration.between(first.get(), last.orElseThrow());
    }

    /**
     * The state after an order to ban. It is this state when a ban stands already. Else there is a new ban, what was done is
     * paid for, and the score will start from the parole when the ban ends.
     */
    public Offender banned(BanOrder order) {
        if (standing(order.at()).isPresent()) {
            return this;
        }
        BanTerms terms = order.terms();
        int rung = terms.rung(bans, order.at());
        Instant until = order.at().plus(order.length().orElse(terms.length(rung)));
        Ban ban = new Ban(
                order.id(), network, order.at(), until, rung, order.reason(), order.evidence(), Optional.empty());
        List<Ban> newestFirst =
                Stream.concat(Stream.of(ban), bans.stream()).limit(BANS_KEPT).toList();
        return new Offender(network, settled(), newestFirst, terms.parole(), until);
    }

    private List<VectorStanding> settled() {
        return vectors.stream().map(VectorStanding::settled).toList();
    }

    /** The state after the ban that stands was lifted, and all points with it; this state when none stands. */
    public Offender lifted(Instant when) {
        Instant at = when.truncatedTo(ChronoUnit.MILLIS);
        if (standing(at).isEmpty()) {
            return this;
        }
        List<Ban> ended = new ArrayList<>();
        for (Ban ban : bans) {
            ended.add(ban.stands(at) ? ban.liftedAt(at) : ban);
        }
        return new Offender(network, settled(), ended, 0, at);
    }

    /** The state with another end of the ban that stands, and the parole from then on; this state when it is not that ban. */
    public Offender ending(BanEnd end) {
        Optional<Ban> standing = standing(end.at()).filter(ban -> ban.id().equals(end.id()));
        if (standing.isEmpty()) {
            return this;
        }
        List<Ban> after = new ArrayList<>();
        for (Ban ban : bans) {
            after.add(ban.equals(standing.get()) ? ban.ending(end.until(), end.reason()) : ban);
        }
        return new Offender(network, vectors, after, parole, end.until());
    }

    /**
     * Until when this is worth keeping.
     *
     * @param offences how long offences are kept
     * @param endedBans how long bans are kept after their end
     */
    public Instant keptUntil(Duration offences, Duration endedBans) {
        Stream<Instant> done = vectors.stream().map(standing -> standing.last().plus(offences));
        Stream<Instant> banned = bans.stream().map(ban -> ban.end().plus(endedBans));
        return Stream.concat(done, banned).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }
}
