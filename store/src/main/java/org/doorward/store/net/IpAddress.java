package org.doorward.store.net;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address.
 *
 * <p>An IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is never held as such: every way of making an address folds it
 * to the IPv4 address that it means. IPv4 sorts before IPv6, and within a family addresses sort by their number.
 */
public final class IpAddress implements Comparable<IpAddress> {

    private static final long MAPPED = 0xffffL;
    private static final long LOW_32 = 0xffff_ffffL;

    private final boolean v6;
    private final long high;
    private final long low;

    private IpAddress(boolean v6, long high, long low) {
        this.v6 = v6;
        this.high = high;
        this.low = low;
    }

    /**
     * Reads an address literal.
     *
     * @param text dotted quad without leading zeros, or IPv6 as in RFC 4291 section 2.2 without brackets and scope id
     * @return the address, or empty for anything else
     */
    public static Optional<IpAddress> parse(String text) {
        return new IpAddressParser(text).parse();
    }

    /**
     * The address of these bytes in network order.
     *
     * @param bytes four or sixteen of them
     * @throws IllegalArgumentException when there are fewer or more
     */
    public static IpAddress ofBytes(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> ofV4(number(bytes, 0, 4));
            case 16 -> ofV6(number(bytes, 0, 8), number(bytes, 8, 8));
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    static IpAddress ofV4(long number) {
        return new IpAddress(false, 0, number);
    }

    static IpAddress ofV6(long high, long low) {
        boolean mapped = high == 0 && low >>> 32 == MAPPED;
        return mapped ? ofV4(low & LOW_32) : new IpAddress(true, high, low);
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    /** The bytes in network order, four or sixteen; the caller's to keep. */
    public byte[] bytes() {
        byte[] bytes = new byte[bits() / 8];
        for (int i = 0; i < bytes.length; i++) {
            int fromRight = bytes.length - 1 - i;
            bytes[i] = (byte) (fromRight >= 8 ? high >>> (8 * (fromRight - 8)) : low >>> (8 * fromRight));
        }
        return bytes;
    }

    /** Whether this is an IPv6 address. */
    public boolean isV6() {
        return v6;
    }

    /** Whether this is the host itself: 127.0.0.0/8 or {@code ::1}. */
    public boolean isLoopback() {
        return v6 ? high == 0 && low == 1 : low >>> 24 == 127;
    }

    /** How many bits such an address has: 32 or 128. */
    public int bits() {
        return v6 ? 128 : 32;
    }

    /** The upper 64 bits of an IPv6 address; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** The lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
    public long low() {
        return low;
    }

    /** The first address of the network of that prefix length. */
    public IpAddress first(int prefix) {
        return new IpAddress(v6, high & ~hostBitsHigh(prefix), low & ~hostBitsLow(prefix));
    }

    /** The last address of the network of that prefix length. */
    IpAddress last(int prefix) {
        return new IpAddress(v6, high | hostBitsHigh(prefix), low | hostBitsLow(prefix));
    }

    /** The address behind this one; empty for the family's last. */
    Optional<IpAddress> next() {
        if (equals(last(0))) {
            return Optional.empty();
        }
        return Optional.of(new IpAddress(v6, low == -1 ? high + 1 : high, low + 1));
    }

    private long hostBitsHigh(int prefix) {
        return v6 ? ones(64 - prefix) : 0;
    }

    private long hostBitsLow(int prefix) {
        return ones(v6 ? Math.min(64, 128 - prefix) : 32 - prefix);
    }

    /** So many ones at the right end; none for a count below one. */
    private static long ones(int count) {
        return count <= 0 ? 0 : -1L >>> (64 - count);
    }

    @Override
    public int compareTo(IpAddress other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && v6 == that.v6 && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    /** The canonical text: dotted quad, or IPv6 as RFC 5952 section 4 wants it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(v6 ? 39 : 15);
        appendTo(text);
        return text.toString();
    }

    /** Appends the canonical text. */
    public void appendTo(StringBuilder text) {
        if (v6) {
            appendV6(text);
            return;
        }
        text.append(octet(24)).append('.').append(octet(16)).append('.');
        text.append(octet(8)).append('.').append(octet(0));
    }

    private int octet(int shift) {
        return (int) (low >>> shift) & 0xff;
    }

    private void appendV6(StringBuilder text) {
        int gap = longestZeroRun();
        int gapEnd = gap + zeroRunAt(gap);
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
                continue;
            }
            if (i > 0 && i != gapEnd) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
    }

    /** Where the first of the longest runs of two or more zero groups begins; 8 when there is none. */
    private int longestZeroRun() {
        int best = 8;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = zeroRunAt(i);
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private int zeroRunAt(int start) {
        int end = start;
        while (end < 8 && group(end) == 0) {
            end++;
        }
        return end - start;
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (16 * (3 - index % 4))) & 0xffff;
    }
}
