package org.doorward.check.rate;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Things that have taken a place already, each remembered for a while after it was last seen. Thread-safe.
 *
 * <p>Nearly every inquiry brings a new one and so pushes an old one out. Objects that live so long and are so many would be the
 * larger part of the garbage collector's work, so a thing is remembered by its fingerprint alone.
 *
 * <p>A thing has its place in one of many small sets. When that is full, the one in it that was not seen for the longest time is
 * forgotten.
 */
final class Marks {

    /** With so many in a set, one is seldom forgotten long before another one elsewhere. */
    static final int SET = 8;

    /** The fingerprint of no thing. */
    static final long FREE = 0;

    private final long ageNanos;
    private final LongSupplier nanos;
    private final long[] prints;
    private final long[] seen;
    private final int sets;

    /**
     * No marks yet.
     *
     * @param most about how many are remembered: at least so many places there are
     * @param age for how long
     * @param nanos a steady clock in nanoseconds
     */
    Marks(int most, Duration age, LongSupplier nanos) {
        this.ageNanos = age.toNanos();
        this.nanos = nanos;
        this.sets = Integer.highestOneBit(Math.max(1, (most - 1) / SET)) * 2;
        this.prints = new long[sets * SET];
        this.seen = new long[sets * SET];
    }

    /** Remembers a thing. Returns whether it was not remembered yet. */
    synchronized boolean add(long print) {
        long now = nanos.getAsLong();
        int place = find(print);
        boolean fresh = place < 0 || now - seen[place] >= ageNanos;
        if (place < 0) {
            place = oldest(first(print));
            prints[place] = print;
        }
        seen[place] = now;
        return fresh;
    }

    /** Whether a thing is remembered. */
    synchronized boolean contains(long print) {
        int place = find(print);
        return place >= 0 && nanos.getAsLong() - seen[place] < ageNanos;
    }

    /** Forgets a thing. */
    synchronized void remove(long print) {
        int place = find(print);
        if (place >= 0) {
            prints[place] = FREE;
        }
    }

    private int first(long print) {
        return (int) (print >>> 33 & sets - 1) * SET;
    }

    private int find(long print) {
        int first = first(print);
        for (int place = first; place < first + SET; place++) {
            if (prints[place] == print) {
                return place;
            }
        }
        return -1;
    }

    private int oldest(int first) {
        int oldest = first;
        for (int place = first; place < first + SET; place++) {
            if (prints[place] == FREE) {
                return place;
            }
            if (seen[place] - seen[oldest] < 0) {
                oldest = place;
            }
        }
        return oldest;
    }
}
