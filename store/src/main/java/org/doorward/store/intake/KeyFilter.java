package org.doorward.store.intake;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Says of most keys that the database does not have them, so that a new triplet costs no look-up there.
 *
 * <p>A Bloom filter of sixteen bits a key and eight probes, all eight within one block of 512 bits so that a question
 * touches one line of the processor's cache. It is wrong for about one absent key in a thousand, and never for a
 * present one. The keys are hashes already, so their own bits choose the probes.
 *
 * <p>Any thread may add and ask. A key that is added is seen by every question that begins later.
 */
public final class KeyFilter {

    private static final int BLOCK_LONGS = 8;
    private static final int BITS_PER_KEY = 16;
    private static final int PROBES = 8;
    /** Nine bits choose one of a block's 512. */
    private static final int PROBE_BITS = 9;

    private final AtomicLongArray words;

    private KeyFilter(AtomicLongArray words) {
        this.words = words;
    }

    /**
     * An empty filter.
     *
     * @param keys how many keys it is made for; more make it less sharp, never wrong
     */
    public static KeyFilter forKeys(long keys) {
        long blocks = Math.max(1, (keys * BITS_PER_KEY + 511) / 512);
        return new KeyFilter(new AtomicLongArray(Math.toIntExact(blocks * BLOCK_LONGS)));
    }

    /** A filter from what {@link #bytes} gave. */
    public static KeyFilter ofBytes(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % (BLOCK_LONGS * Long.BYTES) != 0) {
            throw new IllegalArgumentException("a filter of " + bytes.length + " bytes");
        }
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(words);
        return new KeyFilter(new AtomicLongArray(words));
    }

    /** The filter as bytes, to be kept in the database. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(words.length() * Long.BYTES);
        for (int i = 0; i < words.length(); i++) {
            out.putLong(words.get(i));
        }
        return out.array();
    }

    /** Adds a key. */
    public void add(RowKey key) {
        int block = block(key);
        long probes = probes(key);
        for (int i = 0; i < PROBES - 1; i++, probes >>>= PROBE_BITS) {
            set(block, (int) probes & 511);
        }
        set(block, lastProbe(key));
    }

    /** Whether the key may have been added; {@code false} is certain. */
    public boolean mayContain(RowKey key) {
        int block = block(key);
        long probes = probes(key);
        for (int i = 0; i < PROBES - 1; i++, probes >>>= PROBE_BITS) {
            if (!isSet(block, (int) probes & 511)) {
                return false;
            }
        }
        return isSet(block, lastProbe(key));
    }

    /** The high bits of one half, for the low ones choose the slot in {@link PendingIndex}. */
    private int block(RowKey key) {
        long blocks = words.length() / BLOCK_LONGS;
        return (int) (((key.low() >>> 32) * blocks) >>> 32) * BLOCK_LONGS;
    }

    private static long probes(RowKey key) {
        return key.high();
    }

    private static int lastProbe(RowKey key) {
        return (int) key.low() & 511;
    }

    private void set(int block, int bit) {
        int word = block + (bit >>> 6);
        long mask = 1L << bit;
        if ((words.get(word) & mask) == 0) {
            words.accumulateAndGet(word, mask, (old, more) -> old | more);
        }
    }

    private boolean isSet(int block, int bit) {
        return (words.get(block + (bit >>> 6)) & (1L << bit)) != 0;
    }
}
