package org.doorward.store.intake;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    private long[] high;
    private long[] low;
    /** First attempt in milliseconds; 0 marks an empty slot. */
    private long[] since;

    private int[] position;
    private int size;

    /**
     * An empty index.
     *
     * @param expected how many triplets it will probably hold; it grows when there are more. Growing leaves as much garbage as
     *     the index is large, and of a kind that only a full collection takes away
     */
    PendingIndex(int expected) {
        int capacity = SMALLEST;
        while (crowded(expected, capacity)) {
            capacity *= 2;
        }
        high = new long[capacity];
        low = new long[capacity];
        since = new long[capacity];
        position = new int[capacity];
    }

    /** So full that a look for an absent key takes nine steps, all within one or two lines of the processor's cache. */
    private static boolean crowded(int size, int capacity) {
        return size * 10L >= capacity * 8L;
    }

    /** How many triplets are in it. */
    int size() {
        return size;
    }

    /** Since when a triplet is pending, empty when it is not in here. */
    Optional<Instant> since(RowKey key) {
        long found = since[slot(key.high(), key.low())];
        return found == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
    }

    /** Where a key's entry begins in the file, empty when it is not in here. */
    OptionalInt position(RowKey key) {
        int slot = slot(key.high(), key.low());
        return since[slot] == 0 ? OptionalInt.empty() : OptionalInt.of(position[slot]);
    }

    /**
     * Puts a triplet in, in place of what was known of it.
     *
     * @param key its key
     * @param firstSeen its first attempt
     * @param at where its entry begins in the file
     */
    void put(RowKey key, Instant firstSeen, int at) {
        if (crowded(size, since.length)) {
            grow();
        }
        int slot = slot(key.high(), key.low());
        if (since[slot] == 0) {
            size++;
        }
        set(slot, key.high(), key.low(), Math.max(1, firstSeen.toEpochMilli()), at);
    }

    /**
     * The positions of all entries, in the order of their keys.
     *
     * <p>The keys are hashes, so their upper bits deal them evenly into as many buckets as there are keys; within a bucket of
     * one or two they are put in order one by one. Sorting objects by comparison took three times as long, beside a flood.
     */
    int[] positionsInKeyOrder() {
        int[] slots = slotsByBucket();
        for (int i = 1; i < size; i++) {
            int slot = slots[i];
            int at = i;
            while (at > 0 && compare(slots[at - 1], slot) > 0) {
                slots[at] = slots[at - 1];
                at--;
            }
            slots[at] = slot;
        }
        return Arrays.stream(slots).map(slot -> position[slot]).toArray();
    }

    /** The taken slots, so that the keys of each bucket stand together and the buckets are in order. */
    private int[] slotsByBucket() {
        int[] begins = new int[size + 1];
        slots().forEach(slot -> begins[bucket(slot) + 1]++);
        for (int i = 1; i < begins.length; i++) {
            begins[i] += begins[i - 1];
        }
        int[] dealt = new int[size];
        slots().forEach(slot -> dealt[begins[bucket(slot)]++] = slot);
        return dealt;
    }

    /** The share of the unsigned key among all keys, as one of {@code size} buckets. */
    private int bucket(int slot) {
        return (int) (((high[slot] >>> 33) * size) >>> 31);
    }

    private int compare(int slot, int other) {
        int byHigh = Long.compareUnsigned(high[slot], high[other]);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low[slot], low[other]);
    }

    /** A filter that holds every key of this index. */
    KeyFilter filter() {
        KeyFilter filter = KeyFilter.forKeys(size);
        slots().forEach(slot -> filter.add(new RowKey(high[slot], low[slot])));
        return filter;
    }

    /** All keys, in no order. */
    List<RowKey> keys() {
        return slots().mapToObj(slot -> new RowKey(high[slot], low[slot])).toList();
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
