package org.doorward.store.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a segment's file from its beginning, entry by entry. */
final class SegmentReader {

    /** The unit in which a file is read: more than any entry has. */
    private static final int READ_BYTES = 1 << 16;

    private final Taker taker;
    /**
     * Of a batch whose last entry has not been read yet, for without that one none of them counts; as many as the writer puts in one
     * batch, some thousand.
     */
    private final List<JournalEntry> held = new ArrayList<>();

    private final List<Long> positions = new ArrayList<>();

    /** Takes an entry of a whole batch. */
    @FunctionalInterface
    interface Taker {

        /** Takes an entry that begins at this byte of the file. */
        void take(JournalEntry entry, long at);
    }

    private SegmentReader(Taker taker) {
        this.taker = taker;
    }

    /**
     * Hands over all entries of whole and sound batches, up to the first that is not.
     *
     * @return where the last whole and sound batch ends
     */
    static long soundBatches(FileChannel channel, Taker taker) throws IOException {
        SegmentReader reader = new SegmentReader(taker);
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
        long at = JournalFormat.HEADER_BYTES;
        long sound = at;
        while (true) {
            buffer.compact();
            boolean end = channel.read(buffer, at + buffer.position()) < 0;
            buffer.flip();
            int before = buffer.position();
            Optional<JournalEntry> entry = JournalFormat.readEntry(buffer);
            while (entry.isPresent()) {
                reader.hold(entry.get(), at);
                at += buffer.position() - before;
                if (!JournalFormat.moreAfter(buffer, before)) {
                    reader.handOver();
                    sound = at;
                }
                before = buffer.position();
                entry = JournalFormat.readEntry(buffer);
            }
            if (end || buffer.remaining() > JournalEntry.BODY_LIMIT + JournalFormat.FRAME_BYTES) {
                return sound;
            }
        }
    }

    private void hold(JournalEntry entry, long at) {
        held.add(entry);
        positions.add(at);
    }

    private void handOver() {
        for (int i = 0; i < held.size(); i++) {
            taker.take(held.get(i), positions.get(i));
        }
        held.clear();
        positions.clear();
    }

    /**
     * Hands over the entries up to a byte, in their order, until told to stop. Through a channel of its own, because an interrupt of
     * the reading thread closes the channel.
     *
     * @param end where a batch ends that was written whole
     * @param action returns whether to go on
     * @throws java.nio.file.NoSuchFileException when the file is gone
     */
    static void upTo(Path file, long end, Predicate<JournalEntry> action) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
        try (FileChannel own = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = JournalFormat.HEADER_BYTES;
            while (at < end) {
                buffer.compact();
                buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - at));
                int count = own.read(buffer, at);
                if (count <= 0) {
                    throw new IOException(file + " is shorter than what was written to it");
                }
                at += count;
                buffer.flip();
                Optional<JournalEntry> entry = JournalFormat.readEntry(buffer);
                while (entry.isPresent()) {
                    if (!action.test(entry.get())) {
                        return;
                    }
                    entry = JournalFormat.readEntry(buffer);
                }
            }
        }
    }
}
