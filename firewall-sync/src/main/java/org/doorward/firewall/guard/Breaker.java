package org.doorward.firewall.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when bans come in such a flood that something must be wrong: a DNSBL that lists the world, a log that is read twice, somebody's list
 * pasted into the bans.
 *
 * <p>It has a store of bans that may come at once, which fills up by so many a minute. A real wave of a botnet takes much of it within
 * minutes and ebbs away; what goes on at that rate empties it. And whoever multiplies the bans that stand in a single news opens it
 * whatever is in store. While it is open new bans wait; those that end are none of its business.
 *
 * <p>It closes by itself when it has been open for a while and all that waits fits into the store again: because the bans that were wrong
 * have been taken back, or because the wave was real and is over. A list of half a million that waits does not fit, and never gets in by
 * waiting: there an operator must say so. Not for several threads.
 */
public final class Breaker {

    private static final double NANOS_A_MINUTE = Duration.ofMinutes(1).toNanos();

    private final Limits limits;
    private final LongSupplier nanos;
    private double store;
    private long filledAt;
    private long openedAt;
    private int seen;
    private boolean open;
    private boolean told;

    /**
     * Closed, with a full store.
     *
     * @param limits when it opens
     * @param nanos a clock that never goes back
     */
    public Breaker(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.store = limits.atOnce();
        this.filledAt = nanos.getAsLong();
    }

    /**
     * Asks for the new bans that wait. Those of an earlier time that had to wait are asked for again, together with the new ones.
     *
     * @param standing how many bans are let in
     * @param waiting how many others there are
     * @return whether all that wait may go in now
     */
    public boolean admits(int standing, int waiting) {
        fill();
        if (told) {
            told = false;
            open = false;
            store = limits.atOnce();
        } else if (open) {
            // What comes while it is open says whether the flood goes on.
            store -= Math.max(0, waiting - seen);
            boolean longEnough = nanos.getAsLong() - openedAt >= limits.calm().toNanos();
            open = !(longEnough && waiting <= store);
        } else if (waiting > store || jumps(standing, waiting)) {
            open = true;
            openedAt = nanos.getAsLong();
        }
        if (!open || seen == 0) {
            store -= waiting;
        }
        store = Math.max(0, store);
        seen = open ? waiting : 0;
        return !open;
    }

    /** Closes it because an operator says so: all that waits goes in with the next question. */
    public void close() {
        told = true;
    }

    /** Whether new bans wait. */
    public boolean isOpen() {
        return open;
    }

    private boolean jumps(int standing, int waiting) {
        return waiting >= limits.jump() && waiting * 100.0 > (double) standing * limits.growth();
    }

    private void fill() {
        long now = nanos.getAsLong();
        store = Math.min(limits.atOnce(), store + (now - filledAt) / NANOS_A_MINUTE * limits.perMinute());
        filledAt = now;
    }

    /**
     * When a breaker opens.
     *
     * @param perMinute how many new bans a minute may go on for ever; at least 1
     * @param growth by how many per cent of what stands one news may add to it
     * @param jump but so many may always come in one news, as long as they are in store
     * @param calm how long it stays open at least
     */
    public record Limits(int perMinute, int growth, int jump, Duration calm) {

        /** For a host of up to some hundred thousand bans. */
        public static final Limits DEFAULT = new Limits(2000, 50, 5000, Duration.ofMinutes(15));

        private static final int MINUTES_IN_STORE = 5;

        /** Refuses what would never open or never close. */
        public Limits {
            if (perMinute < 1 || growth < 0 || jump < 0 || calm.isNegative()) {
                throw new IllegalArgumentException("limits of a breaker must not be negative, nor its rate 0");
            }
        }

        /** How many may come at once: five minutes' worth. */
        int atOnce() {
            return (int) Math.min(Integer.MAX_VALUE, (long) perMinute * MINUTES_IN_STORE);
        }
    }
}
