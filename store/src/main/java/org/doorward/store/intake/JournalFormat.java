package org.doorward.store.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The form of a segment's file: a header of 36 bytes, then entries, each behind its length and check sum.
 *
 * <pre>
 *   header:  "DOORWJ1\n" store(8) number(8) created(8) CRC-32C of these(4)
 *   entry:   more(1 bit) length(31 bits) CRC-32C of the body(4) body(length), see {@link JournalEntry}
 * </pre>
 *
 * What is appended together is a batch, and is true together: each of its entries but the last has "more" set, and counts only
 * when all up to the last are there and sound. The check sum of such an entry has all its bits flipped, so that a bit of
 * damage makes no batch shorter or longer. In files from before there were batches "more" is never set, so each entry counts
 * by itself.
 */
final class JournalFormat {

    static final int HEADER_BYTES = 36;
    static final int FRAME_BYTES = 8;
    /** The top bit of the first word. */
    private static final int MORE = Integer.MIN_VALUE;

    private static final byte[] MAGIC = "DOORWJ1\n".getBytes(StandardCharsets.US_ASCII);

    private JournalFormat() {}

    /**
     * A segment's header.
     *
     * @param store which store it belongs to, see {@link KeyHash#fingerprint}
     * @param number the segment's number, from 1
     * @param created when the segment was begun
     */
    record Header(long store, long number, Instant created) {

        ByteBuffer bytes() {
            ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES)
                    .put(MAGIC)
                    .putLong(store)
                    .putLong(number)
                    .putLong(created.toEpochMilli());
            return out.putInt(checkSum(out, 0, out.position())).flip();
        }

        /** Reads a header; empty when the file does not begin with a whole and sound one. */
        static Optional<Header> read(FileChannel channel) throws IOException {
            ByteBuffer in = ByteBuffer.allocate(HEADER_BYTES);
            while (in.hasRemaining() && channel.read(in, in.position()) >= 0) {}
            if (in.hasRemaining()) {
                return Optional.empty();
            }
            byte[] magic = new byte[MAGIC.length];
            in.flip().get(magic);
            Header header = new Header(in.getLong(), in.getLong(), Instant.ofEpochMilli(in.getLong()));
            boolean sound = in.getInt() == checkSum(in, 0, HEADER_BYTES - Integer.BYTES);
            return sound && Arrays.equals(magic, MAGIC) ? Optional.of(header) : Optional.empty();
        }
    }

    /**
     * Writes one entry with its frame.
     *
     * @param more whether another entry of the same batch follows
     */
    static void writeEntry(JournalEntry entry, boolean more, ByteBuffer out) {
        int start = out.position();
        out.position(start + FRAME_BYTES);
        JournalEntry.write(entry, out);
        int end = out.position();
        int length = end - start - FRAME_BYTES;
        int sum = checkSum(out, start + FRAME_BYTES, end);
        out.putInt(start, more ? length | MORE : length);
        out.putInt(start + 4, more ? ~sum : sum);
    }

    /** Whether the entry whose frame begins at this place is followed by another one of its batch. */
    static boolean moreAfter(ByteBuffer in, int start) {
        return (in.getInt(start) & MORE) != 0;
    }

    /**
     * Reads the entry at the buffer's position and moves behind it.
     *
     * @return empty, with the position unchanged, when no whole and sound entry stands there
     */
    static Optional<JournalEntry> readEntry(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < FRAME_BYTES) {
            return Optional.empty();
        }
        int length = in.getInt(start) & ~MORE;
        if (length <= RowKey.BYTES || length > JournalEntry.BODY_LIMIT || length > in.remaining() - FRAME_BYTES) {
            return Optional.empty();
        }
        int end = start + FRAME_BYTES + length;
        int written = in.getInt(start + 4);
        if ((moreAfter(in, start) ? ~written : written) != checkSum(in, start + FRAME_BYTES, end)) {
            return Optional.empty();
        }
        JournalEntry entry = JournalEntry.read(in.duplicate().position(start + FRAME_BYTES));
        in.position(end);
        return Optional.of(entry);
    }

    private static int checkSum(ByteBuffer buffer, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(buffer.duplicate().position(from).limit(to));
        return (int) sum.getValue();
    }
}
