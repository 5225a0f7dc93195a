package org.doorward.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.store.net.Cidr;

/**
 * Who still knocks although it is dropped: packets by banned network, as the firewall's worker reports them about once a minute, and when
 * that was last. A report has who has knocked since the one before, each with all its packets so far; an empty one says that there was
 * nobody, without which nobody could be said to be quiet. Less than before means that the counting has begun anew.
 *
 * <p>In memory, so a restart forgets it; and of networks alone whose ban stands, so that there are no more than bans. Safe for use by any
 * thread.
 */
public final class Knocks {

    /** Reports that lie farther apart leave open what happened between them. */
    static final Duration GAP = Duration.ofMinutes(15);

    private final Predicate<Cidr> banned;
    private final Map<Cidr, Counted> counted = new HashMap<>();
    private Optional<Instant> since = Optional.empty();
    private Instant latest = Instant.EPOCH;

    /**
     * Nobody has been heard of.
     *
     * @param banned whether a ban of exactly this network stands
     */
    public Knocks(Predicate<Cidr> banned) {
        this.banned = banned;
    }

    /**
     * What is known of one network.
     *
     * @param packets how many packets were dropped since it is banned, as far as this run was told
     * @param last when the latest of them were told of
     */
    public record Seen(long packets, Instant last) {}

    /** With the last number that was told. */
    private record Counted(long told, long packets, Instant last) {

        Counted with(long now, Instant at) {
            if (now == told) {
                return this;
            }
            return new Counted(now, packets + (now > told ? now - told : now), at);
        }
    }

    /** Takes a report, or a part of it. Networks without a ban are passed over. */
    public synchronized void report(List<Knock> knocks, Instant now) {
        if (since.isEmpty() || latest.plus(GAP).isBefore(now)) {
            since = Optional.of(now);
        }
        latest = now;
        for (Knock knock : knocks) {
            if (knock.packets() > 0 && banned.test(knock.network())) {
                Counted first = new Counted(knock.packets(), knock.packets(), now);
                counted.merge(knock.network(), first, (before, unused) -> before.with(knock.packets(), now));
            }
        }
    }

    /** What is known of a network; empty when it has not been heard of. */
    public synchronized Optional<Seen> of(Cidr network) {
        return Optional.ofNullable(counted.get(network)).map(its -> new Seen(its.packets(), its.last()));
    }

    /** Since when reports have come without a gap; empty when they do not come. */
    public synchronized Optional<Instant> reportedSince(Instant now) {
        return latest.plus(GAP).isBefore(now) ? Optional.empty() : since;
    }

    /** Forgets whose ban does not stand any more. */
    public synchronized void forget() {
        counted.keySet().removeIf(banned.negate());
    }
}
