package org.doorward.store.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.doorward.store.blame.Offender;
import org.doorward.store.intake.JournalFormat.Header;
import org.doorward.store.model.Mark;

/**
 * One file of the journal, and the newest state of every row in it.
 *
 * <p>Pending triplets and offenders are kept as indexes into the file; passed triplets and networks, which are few, whole. One
 * thread appends; when the segment is sealed nothing changes any more and any thread may read.
 */
public final class Segment {

    private final Path file;
    private final FilePlace place;
    private final FileChannel channel;
    private final Header header;
    private final PendingIndex pending;
    private final Map<RowKey, JournalEntry.Passed> passed = new HashMap<>();
    private final Map<RowKey, JournalEntry.Network> networks = new HashMap<>();
    private final OffenderIndex offenders = new OffenderIndex();
    private final Map<RowKey, Mark> marks = new HashMap<>();
    private volatile long length;
    private final AtomicInteger entries = new AtomicInteger();
    /** Whether something was appended since the file was last forced. */
    private volatile boolean unforced;
    /** Whether a force has failed. What was written until then may be taken for clean by the kernel, and not be on the disk. */
    private volatile boolean failed;
    /** Whether the file's name may not be on the disk yet. */
    private boolean unforcedName;
    /** Whether something of a failed write may lie behind the last sound batch. */
    private boolean ragged;

    private Segment(Path file, FileChannel channel, Header header, int expected) throws IOException {
        this.file = file;
        this.place = FilePlace.of(file);
        this.channel = channel;
        this.header = header;
        this.pending = new PendingIndex(expected);
        this.length = JournalFormat.HEADER_BYTES;
    }

    /**
     * Begins a new segment.
     *
     * @param file where; must not exist
     * @param expected how many pending triplets will probably come
     */
    static Segment create(Path file, Header header, int expected) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Segment segment = new Segment(file, channel, header, expected);
            segment.write(header.bytes(), 0);
            segment.unforcedName = true;
            return segment;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Reads a segment that an earlier process wrote, up to its last whole and sound batch.
     *
     * @throws IOException when it cannot be read
     * @throws JournalMismatchException when it has no header, or an entry that another version wrote
     */
    static Segment replay(Path file) throws IOException, JournalMismatchException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Header header = Header.read(channel).orElseThrow(() -> JournalMismatchException.noHeader(file));
            Segment segment = new Segment(file, channel, header, 0);
            segment.length = SegmentReader.soundBatches(channel, segment::publish);
            // Who wrote it may have been killed before forcing it.
            segment.unforced = true;
            return segment;
        } catch (IllegalArgumentException e) {
            channel.close();
            throw JournalMismatchException.strange(file, e);
        } catch (IOException | JournalMismatchException e) {
            channel.close();
            throw e;
        }
    }

    /** The segment's number. */
    public long number() {
        return header.number();
    }

    /** When the segment was begun. */
    public Instant created() {
        return header.created();
    }

    /** Its size in bytes up to the last whole and sound batch. */
    public long length() {
        return length;
    }

    /** How many bytes of the file lie behind the last sound batch: a write that was cut short, or damage. */
    long excess() throws IOException {
        return channel.size() - length;
    }

    /** How many entries were appended. */
    public int entries() {
        return entries.get();
    }

    /** How many triplets are pending in it. */
    public int pendingCount() {
        return pending.size();
    }

    /** How many triplets passed, or were seen again, in it. */
    public int passedCount() {
        return passed.size();
    }

    /** How many offenders changed in it. */
    public int offenderCount() {
        return offenders.size();
    }

    /** How many rows it holds that the database merges one by one: passed triplets, networks and offenders. */
    int longLivedCount() {
        return passed.size() + networks.size() + offenders.size();
    }

    /**
     * Whether it should not be relied on any longer than it takes to put it into the database: a force has failed, and the
     * disk works again.
     */
    boolean suspect() {
        return failed && !unforced;
    }

    /** Since when a triplet is pending here. */
    public Optional<Instant> pendingSince(RowKey key) {
        return pending.since(key);
    }

    /** A filter of the keys pending here. */
    public KeyFilter pendingFilter() {
        return pending.filter();
    }

    /** The state of a passed triplet, when it changed in this segment. */
    public Optional<JournalEntry.Passed> passed(RowKey key) {
        return Optional.ofNullable(passed.get(key));
    }

    /** All triplets that passed or were seen again in this segment. */
    public Collection<JournalEntry.Passed> passed() {
        return passed.values();
    }

    /** What a network has earned, when that changed in this segment. */
    public Optional<JournalEntry.Network> network(RowKey key) {
        return Optional.ofNullable(networks.get(key));
    }

    /** All networks that changed in this segment. */
    public Collection<JournalEntry.Network> networks() {
        return networks.values();
    }

    /** How far the sources were read that were read on in this segment. */
    public Collection<Mark> marks() {
        return marks.values();
    }

    /** Whether an offender may have changed in this segment; {@code false} is certain. Any thread may ask at any time. */
    public boolean mayHoldOffender(RowKey key) {
        return offenders.mayContain(key);
    }

    /**
     * An offender's state, when it changed in this segment, read back from the file.
     *
     * @throws java.nio.channels.ClosedChannelException when the database has taken the segment over meanwhile
     */
    public Optional<Offender> offender(RowKey key) throws IOException {
        OptionalInt at = offenders.position(key);
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(read(at.getAsInt(), entryBuffer(), JournalEntry.Blamed.class)
                        .offender());
    }

    /** Where the offenders' states stand in the file, in the order of their keys, for {@link #forEachOffender}. */
    public int[] offenderPositions() {
        return offenders.positions();
    }

    /** The keys of all offenders that changed in this segment. */
    public List<RowKey> offenderKeys() {
        return offenders.keys();
    }

    /**
     * What is done with each row.
     *
     * @param <R> the row
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface RowAction<R, E extends Exception> {

        /** Takes one row. */
        void accept(R row) throws E;
    }

    /** Hands over each pending triplet, in the order of the keys, read back from the file. */
    public <E extends Exception> void forEachPendingInKeyOrder(RowAction<JournalEntry.Pending, E> action)
            throws IOException, E {
        ByteBuffer buffer = entryBuffer();
        for (int at : pending.positionsInKeyOrder()) {
            action.accept(read(at, buffer, JournalEntry.Pending.class));
        }
    }

    /** Hands over the offenders at these positions. Any thread may do so: what was once appended does not change. */
    public <E extends Exception> void forEachOffender(int[] positions, RowAction<JournalEntry.Blamed, E> action)
            throws IOException, E {
        ByteBuffer buffer = entryBuffer();
        for (int at : positions) {
            action.accept(read(at, buffer, JournalEntry.Blamed.class));
        }
    }

    private static ByteBuffer entryBuffer() {
        return ByteBuffer.allocate(JournalEntry.BODY_LIMIT + JournalFormat.FRAME_BYTES);
    }

    private <T extends JournalEntry> T read(int at, ByteBuffer buffer, Class<T> kind) throws IOException {
        channel.read(buffer.clear(), at);
        return JournalFormat.readEntry(buffer.flip())
                .filter(kind::isInstance)
                .map(kind::cast)
                .orElseThrow(() ->
                        new IOException(file + ": the entry at byte " + at + " has changed since it was written"));
    }

    /**
     * Hands over all entries that were appended up to now, in their order, until told to stop. Any thread may ask: what was once
     * appended does not change.
     *
     * @param action returns whether to go on
     * @throws java.nio.file.NoSuchFileException when the database has taken the segment over meanwhile
     */
    public void forEachEntry(Predicate<JournalEntry> action) throws IOException {
        SegmentReader.upTo(file, length, action);
    }

    /**
     * Appends entries, all or none: also after a kill in the middle of this, however many writes it takes.
     *
     * @param batch what to append
     * @param buffer room for at least one entry
     * @throws IOException when they could not be written; the file then ends where it ended before
     */
    void append(List<JournalEntry> batch, ByteBuffer buffer) throws IOException {
        long[] positions = new long[batch.size()];
        cutRaggedEnd();
        try {
            long end = writeAll(batch, buffer, positions);
            for (int i = 0; i < positions.length; i++) {
                publish(batch.get(i), positions[i]);
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

    private void publish(JournalEntry entry, long at) {
        if (entry instanceof JournalEntry.Pending row) {
            pending.put(row.key(), row.firstSeen(), Math.toIntExact(at));
        } else if (entry instanceof JournalEntry.Passed row) {
            passed.put(row.key(), row);
        } else if (entry instanceof JournalEntry.Network row) {
            networks.put(row.key(), row);
        } else if (entry instanceof JournalEntry.Blamed row) {
            offenders.put(row.key(), Math.toIntExact(at));
        } else if (entry instanceof JournalEntry.Marked row) {
            marks.put(row.key(), row.mark());
        }
        entries.incrementAndGet();
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
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
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

    Path file() {
        return file;
    }

    /** Whether its file is still where it was. */
    boolean inPlace() {
        return place.holds();
    }

    /** Closes the file. Nothing is forced any more. */
    synchronized void close() throws IOException {
        unforced = false;
        channel.close();
    }
}
