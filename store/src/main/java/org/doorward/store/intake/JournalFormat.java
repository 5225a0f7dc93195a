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
 *   entry:   length(4) CRC-32C of the body(4) body(length), see {@link JournalEntry}
 * </pre>
 */
final class JournalFormat {

    static final int HEADER_BYTES = 36;
    static final int FRAME_BYTES = 8;
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

    /** Writes one entry with its frame. */
    static void writeEntry(JournalEntry entry, ByteBuffer out) {
        int start = out.position();
        out.position(start + FRAME_BYTES);
        JournalEntry.write(entry, out);
        int end = out.position();
        out.putInt(start, end - start - FRAME_BYTES);
        out.putInt(start + 4, checkSum(out, start + FRAME_BYTES, end));
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
        int length = in.getInt(start);
        int end = start + FRAME_BYTES + length;
        if (length <= RowKey.BYTES || length > JournalEntry.BODY_LIMIT || end > in.limit()) {
            return Optional.empty();
        }
        if (in.getInt(start + 4) != checkSum(in, start + FRAME_BYTES, end)) {
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
