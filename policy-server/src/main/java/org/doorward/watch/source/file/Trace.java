package org.doorward.watch.source.file;

import java.util.Arrays;
import java.util.zip.CRC32C;

/** What is remembered of the bytes that have gone by: how many, the first and the last of them. */
final class Trace {

    /** A line of a log begins with its time and names a process: so many bytes hold one and a half, and no two files begin alike. */
    static final int HEAD = 256;

    /** Enough to hold what tells one line's end from another's. */
    static final int TAIL = 64;

    private final byte[] head = new byte[HEAD];
    private final byte[] tail = new byte[TAIL];
    private long offset;

    long offset() {
        return offset;
    }

    /** Takes in the bytes that come next. */
    void advance(byte[] bytes, int from, int to) {
        int count = to - from;
        if (offset < HEAD) {
            System.arraycopy(bytes, from, head, (int) offset, (int) Math.min(count, HEAD - offset));
        }
        if (count >= TAIL) {
            System.arraycopy(bytes, to - TAIL, tail, 0, TAIL);
        } else {
            System.arraycopy(tail, count, tail, 0, TAIL - count);
            System.arraycopy(bytes, from, tail, TAIL - count, count);
        }
        offset += count;
    }

    /** Begins in the middle: after {@code place} bytes, of which these are the first and the last. */
    void begin(long place, byte[] first, byte[] last) {
        System.arraycopy(first, 0, head, 0, first.length);
        System.arraycopy(last, 0, tail, TAIL - last.length, last.length);
        offset = place;
    }

    /** The first bytes, {@link #HEAD} of them or as many as there are. */
    byte[] head() {
        return Arrays.copyOf(head, (int) Math.min(offset, HEAD));
    }

    /** The last bytes, likewise. */
    byte[] tail() {
        return Arrays.copyOfRange(tail, TAIL - (int) Math.min(offset, TAIL), TAIL);
    }

    /** The place behind these bytes. */
    Mark mark(String key, long changed) {
        return new Mark(key, offset, checksum(head()), checksum(tail()), changed);
    }

    /** Whether the mark's first bytes may be these: they are, or fewer have gone by. */
    boolean mayBecome(Mark mark) {
        int length = mark.headLength();
        return offset < length || checksum(Arrays.copyOf(head, length)) == mark.head();
    }

    /** Whether these bytes lead to the mark. */
    boolean is(Mark mark) {
        return offset == mark.offset() && mayBecome(mark) && checksum(tail()) == mark.tail();
    }

    static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return (int) checksum.getValue();
    }
}
