package org.doorward.store.intake;

import java.nio.ByteBuffer;

/**
 * A 128-bit key of a row: a keyed hash of what the row is about.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record RowKey(long high, long low) implements Comparable<RowKey> {

    /** The key's length in bytes. */
    public static final int BYTES = 16;

    /** Reads a key from sixteen bytes. */
    public static RowKey ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new RowKey(buffer.getLong(), buffer.getLong());
    }

    /** The key as the database has it. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** The order of the bytes, unsigned, which is the order of the database's primary keys. */
    @Override
    public int compareTo(RowKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The bits are a hash already. */
    @Override
    public int hashCode() {
        return (int) (high ^ low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey key && key.high == high && key.low == low;
    }
}
