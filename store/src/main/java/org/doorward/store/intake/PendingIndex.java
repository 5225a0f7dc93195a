package org.doorward.store.intake;

import java.time.Instant;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Where each pending triplet of a segment stands in the segment's file, and since when it is pending.
 *
 * <p>An open-addressing table in flat arrays: 28 bytes a slot and nothing for the garbage collector to walk, because under
 * a flood this is most of what the process holds. Entries are never removed; the whole index goes with its segment.
 *
 * <p>Written by one thread. Once no more is put in it may be read by any.
 */
final class PendingIndex {

    private static final int SMALLEST = 1024;

    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    /** First attempt in milliseconds; 0 marks an empty slot. */
    private long[] since = new long[SMALLEST];

    private int[] position = new int[SMALLEST];
    private int size;

    /** How many triplets are in it. */
    int size() {
        return size;
    }

    /** Since when a triplet is pending, empty when it is not in here. */
    Optional<Instant> since(RowKey key) {
        long found = since[slot(key.high(), key.low())];
        return found == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
    }

    /**
     * Puts a triplet in, in place of what was known of it.
     *
     * @param key its key
     * @param firstSeen its first attempt
     * @param at where its entry begins in the file
     */
    void put(RowKey key, Instant firstSeen, int at) {
        if (size * 10L >= since.length * 6L) {
            grow();
        }
        int slot = slot(key.high(), key.low());
        if (since[slot] == 0) {
            size++;
        }
        set(slot, key.high(), key.low(), Math.max(1, firstSeen.toEpochMilli()), at);
    }

    /** The positions of all entries, in the order of their keys. */
    int[] positionsInKeyOrder() {
        return slots().boxed()
                .sorted((a, b) -> new RowKey(high[a], low[a]).compareTo(new RowKey(high[b], low[b])))
                .mapToInt(slot -> position[slot])
                .toArray();
    }

    /** A filter that holds every key of this index. */
    KeyFilter filter() {
        KeyFilter filter = KeyFilter.forKeys(size);
        slots().forEach(slot -> filter.add(new RowKey(high[slot], low[slot])));
        return filter;
    }

    private IntStream slots() {
        IntPredicate taken = slot -> since[slot] != 0;
        return IntStream.range(0, since.length).filter(taken);
    }

    /** The key's slot, or the empty one where it would go. */
    private int slot(long keyHigh, long keyLow) {
        int mask = since.length - 1;
        int slot = (int) keyLow & mask;
        while (since[slot] != 0 && (high[slot] != keyHigh || low[slot] != keyLow)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void set(int slot, long keyHigh, long keyLow, long firstSeen, int at) {
        high[slot] = keyHigh;
        low[slot] = keyLow;
        since[slot] = firstSeen;
        position[slot] = at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldSince = since;
        int[] oldPosition = position;
        int capacity = oldSince.length * 2;
        high = new long[capacity];
        low = new long[capacity];
        since = new long[capacity];
        position = new int[capacity];
        for (int i = 0; i < oldSince.length; i++) {
            if (oldSince[i] != 0) {
                set(slot(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldSince[i], oldPosition[i]);
            }
        }
    }
}
