package org.doorward.check.rate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Things that have taken a place already, each remembered for a while after it was last seen. Thread-safe.
 *
 * <p>Nearly every inquiry brings a new one and so pushes the oldest out. A list of them behind one lock suffices for that: a cache
 * which looks for the best one to push out does more, and here the oldest is the best.
 */
final class Marks {

    private final long ageNanos;
    private final LongSupplier nanos;
    private final Map<Object, Long> seen;

    /**
     * No marks yet.
     *
     * @param most how many are remembered; then the one that was not seen for the longest time is forgotten
     * @param age for how long
     * @param nanos a steady clock in nanoseconds
     */
    Marks(int most, Duration age, LongSupplier nanos) {
        this.ageNanos = age.toNanos();
        this.nanos = nanos;
        this.seen = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
                return size() > most;
            }
        };
    }

    /** Remembers a thing. Returns whether it was not remembered yet. */
    synchronized boolean add(Object thing) {
        long now = nanos.getAsLong();
        Long before = seen.put(thing, now);
        return before == null || now - before >= ageNanos;
    }

    /** Whether a thing is remembered. */
    synchronized boolean contains(Object thing) {
        Long before = seen.get(thing);
        return before != null && nanos.getAsLong() - before < ageNanos;
    }

    /** Forgets a thing. */
    synchronized void remove(Object thing) {
        seen.remove(thing);
    }
}
