package org.doorward.store.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.doorward.store.intake.JournalFormat.Header;
import org.doorward.store.intake.SegmentReader.Taker;

/**
 * The file of a segment: whole batches, one behind the other, and nothing that a failed write left. One thread appends; any may
 * read what was appended, and force it to the disk.
 */
final class SegmentFile {

    private final Path path;
    private final FilePlace place;
    private final FileChannel channel;
    private final Header header;
    private volatile long length;
    /** Whether something was appended since the file was last forced. */
    private volatile boolean unforced;
    /** Whether a force has failed. What was written until then may be taken for clean by the kernel, and not be on the disk. */
    private volatile boolean failed;
    /** Whether the file's name may not be on the disk yet. */
    private boolean unforcedName;
    /** Whether something of a failed write may lie behind the last sound batch. */
    private boolean ragged;

    private SegmentFile(Path path, FileChannel channel, Header header) throws IOException {
        this.path = path;
        this.place = FilePlace.of(path);
        this.channel = channel;
        this.header = header;
        this.length = JournalFormat.HEADER_BYTES;
    }

    /** Begins a new file, which must not exist. */
    static SegmentFile create(Path path, Header header) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            SegmentFile file = new SegmentFile(path, channel, header);
            file.write(header.bytes(), 0);
            file.unforcedName = true;
            return file;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /**
     * Opens a file that an earlier process wrote, of which nothing counts before it was {@linkplain #replay replayed}.
     *
     * @throws IOException when it cannot be read
     * @throws JournalMismatchException when it has no header
     */
    static SegmentFile open(Path path) throws IOException, JournalMismatchException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Header header = Header.read(channel).orElseThrow(() -> JournalMismatchException.noHeader(path));
            return new SegmentFile(path, channel, header);
        } catch (IOException | JournalMismatchException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Hands over all entries up to the last whole and sound batch, which is where the file ends from now on. Closes the file when
     * that fails.
     *
     * @throws IOException when it cannot be read
     * @throws JournalMismatchException when it has an entry that another version wrote
     */
    void replay(Taker taker) throws IOException, JournalMismatchException {
        try {
            length = SegmentReader.soundBatches(channel, taker);
            // Who wrote it may have been killed before forcing it.
            unforced = true;
        } catch (IllegalArgumentException e) {
            channel.close();
            throw JournalMismatchException.strange(path, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    Header header() {
        return header;
    }

    /** Its size in bytes up to the last whole and sound batch. */
    long length() {
        return length;
    }

    /** How many bytes lie behind the last sound batch: a write that was cut short, or damage. */
    long excess() throws IOException {
        return channel.size() - length;
    }

    /** Whether it is still where it was. */
    boolean inPlace() {
        return place.holds();
    }

    /** Whether a force has failed, and the disk works again. */
    boolean suspect() {
        return failed && !unforced;
    }

    /** A buffer for any entry. */
    static ByteBuffer entryBuffer() {
        return ByteBuffer.allocate(JournalEntry.BODY_LIMIT + JournalFormat.FRAME_BYTES);
    }

    /** Reads the entry back that begins at this byte. Any thread may: what was once appended does not change. */
    <T extends JournalEntry> T read(int at, ByteBuffer buffer, Class<T> kind) throws IOException {
        channel.read(buffer.clear(), at);
        return JournalFormat.readEntry(buffer.flip())
                .filter(kind::isInstance)
                .map(kind::cast)
                .orElseThrow(() ->
                        new IOException(path + ": the entry at byte " + at + " has changed since it was written"));
    }

    /**
     * Hands over all entries that were appended up to now, in their order, until told to stop.
     *
     * @param action returns whether to go on
     * @throws java.nio.file.NoSuchFileException when the file is gone
     */
    void forEachEntry(Predicate<JournalEntry> action) throws IOException {
        SegmentReader.upTo(path, length, action);
    }

    /**
     * Appends entries, all or none: also after a kill in the middle of this, however many writes it takes.
     *
     * @param batch what to append
     * @param buffer room for at least one entry
     * @param taker told of each entry once all are written, and before they belong to the file's length
     * @throws IOException when they could not be written; the file then ends where it ended before
     */
    void append(List<JournalEntry> batch, ByteBuffer buffer, Taker taker) throws IOException {
        long[] positions = new long[batch.size()];
        cutRaggedEnd();
        try {
            long end = writeAll(batch, buffer, positions);
            for (int i = 0; i < positions.length; i++) {
                taker.take(batch.get(i), positions[i]);
            }
            length = end;
            unforced = true;
        } catch (IOException e) {
            ragged = true;
            throw cutAfter(e);
        }
    }

    /** What failed must not be found after a kill; a sick disk may refuse even the cut, and then the next append cuts. */
    private IOException cutAfter(IOException failure) {
        try {
            cutRaggedEnd();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void cutRaggedEnd() throws IOException {
        if (ragged) {
            channel.truncate(length);
            ragged = false;
        }
    }

    private long writeAll(List<JournalEntry> batch, ByteBuffer buffer, long[] positions) throws IOException {
        long written = length;
        buffer.clear();
        for (int i = 0; i < positions.length; i++) {
            if (buffer.remaining() < JournalEntry.BODY_LIMIT + JournalFormat.FRAME_BYTES) {
                written += write(buffer.flip(), written);
                buffer.clear();
            }
            positions[i] = written + buffer.position();
            JournalFormat.writeEntry(batch.get(i), i < positions.length - 1, buffer);
        }
        return written + write(buffer.flip(), written);
    }

    private int write(ByteBuffer bytes, long at) throws IOException {
        int count = bytes.remaining();
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        return count;
    }

    /**
     * Forces what was appended to the disk itself. Costs nothing when that has been done already. Who comes while another
     * thread forces waits for it: to be told "done already" before it is done would be a lie.
     */
    synchronized void force() throws IOException {
        if (!unforced) {
            return;
        }
        // Before the force, for what is appended meanwhile needs another one.
        unforced = false;
        try {
            channel.force(false);
            forceName();
        } catch (IOException e) {
            unforced = true;
            failed = true;
            throw e;
        }
    }

    /** A file whose name is lost is lost, whatever was forced of it. */
    private void forceName() throws IOException {
        if (unforcedName) {
            try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent())) {
                directory.force(true);
            }
            unforcedName = false;
        }
    }

    /** Moves what lies behind the last sound batch to a file of its own. */
    void moveExcess(Path aside) throws IOException {
        try (FileChannel out = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long end = channel.size();
            for (long at = length; at < end; ) {
                at += channel.transferTo(at, end - at, out);
            }
        }
        channel.truncate(length);
    }

    /** Closes it. Nothing is forced any more. */
    synchronized void close() throws IOException {
        unforced = false;
        channel.close();
    }
}
