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
import org.jspecify.annotations.Nullable;

/**
 * Who still knocks although it is dropped: packets by banned network, as the firewall's worker reports them, and when they last grew.
 *
 * <p>The worker reports about once a minute, also when there is nothing to report, for without reports nobody can be said to be quiet.
 * A count that a new run of this server hears of first may be of long ago; it is taken as it is, and says nothing of when.
 *
 * <p>In memory, and of networks alone whose ban stands: so there are no more than bans. Safe for use by any thread.
 */
public final class Knocks {

    /** Reports that lie farther apart leave open what happened between them. */
    static final Duration GAP = Duration.ofMinutes(15);

    /** One report may come in several parts; within this time all are of the first. */
    static final Duration FIRST = Duration.ofSeconds(30);

    private final Predicate<Cidr> banned;
    private final Map<Cidr, Entry> entries = new HashMap<>();
    private @Nullable Instant since;
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
     * @param packets how many packets were dropped, as far as was heard
     * @param last when the latest were heard of; empty when that was before this run
     */
    public record Seen(long packets, Optional<Instant> last) {}

    private record Entry(long counter, long packets, Optional<Instant> last) {

        Entry with(long now, Instant at) {
            if (now == counter) {
                return this;
            }
            // Less than before: the firewall was made anew, and counts from nothing.
            long more = now > counter ? now - counter : now;
            return new Entry(now, packets + more, more > 0 ? Optional.of(at) : last);
        }
    }

    /** Takes a report, or a part of it. Networks without a ban are passed over. */
    public synchronized void report(List<Knock> knocks, Instant now) {
        if (since == null || latest.plus(GAP).isBefore(now)) {
            since = now;
        }
        latest = now;
        boolean first = !since.plus(FIRST).isBefore(now);
        for (Knock knock : knocks) {
            Entry before = entries.get(knock.network());
            if (before != null) {
                entries.put(knock.network(), before.with(knock.packets(), now));
            } else if (knock.packets() > 0 && banned.test(knock.network())) {
                Optional<Instant> at = first ? Optional.empty() : Optional.of(now);
                entries.put(knock.network(), new Entry(knock.packets(), knock.packets(), at));
            }
        }
    }

    /** What is known of a network; empty when it has not been heard of. */
    public synchronized Optional<Seen> of(Cidr network) {
        return Optional.ofNullable(entries.get(network)).map(entry -> new Seen(entry.packets(), entry.last()));
    }

    /** Since when reports have come without a gap; empty when they do not come. */
    public synchronized Optional<Instant> reportedSince(Instant now) {
        return latest.plus(GAP).isBefore(now) ? Optional.empty() : Optional.ofNullable(since);
    }

    /** Forgets whose ban does not stand any more. */
    public synchronized void forget() {
        entries.keySet().removeIf(banned.negate());
    }
}
