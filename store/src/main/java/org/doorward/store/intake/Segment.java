package org.doorward.store.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

    private final SegmentFile file;
    private final PendingIndex pending;
    private final Map<RowKey, JournalEntry.Passed> passed = new HashMap<>();
    private final Map<RowKey, JournalEntry.Network> networks = new HashMap<>();
    private final OffenderIndex offenders = new OffenderIndex();
    private final Map<RowKey, Mark> marks = new HashMap<>();
    private final AtomicInteger entries = new AtomicInteger();

    private Segment(SegmentFile file, int expected) {
        this.file = file;
        this.pending = new PendingIndex(expected);
    }

    /**
     * Begins a new segment.
     *
     * @param path where; must not exist
     * @param expected how many pending triplets will probably come
     */
    static Segment create(Path path, Header header, int expected) throws IOException {
        return new Segment(SegmentFile.create(path, header), expected);
    }

    /**
     * Reads a segment that an earlier process wrote, up to its last whole and sound batch.
     *
     * @throws IOException when it cannot be read
     * @throws JournalMismatchException when it has no header, or an entry that another version wrote
     */
    static Segment replay(Path path) throws IOException, JournalMismatchException {
        Segment segment = new Segment(SegmentFile.open(path), 0);
        segment.file.replay(segment::publish);
        return segment;
    }

    /** The segment's number. */
    public long number() {
        return file.header().number();
    }

    /** When the segment was begun. */
    public Instant created() {
        return file.header().created();
    }

    /** Its size in bytes up to the last whole and sound batch. */
    public long length() {
        return file.length();
    }

    /** How many bytes of the file lie behind the last sound batch: a write that was cut short, or damage. */
    long excess() throws IOException {
        return file.excess();
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
        return file.suspect();
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
                : Optional.of(file.read(at.getAsInt(), SegmentFile.entryBuffer(), JournalEntry.Blamed.class)
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
        ByteBuffer buffer = SegmentFile.entryBuffer();
        for (int at : pending.positionsInKeyOrder()) {
            action.accept(file.read(at, buffer, JournalEntry.Pending.class));
        }
    }

    /** Hands over the offenders at these positions. Any thread may do so: what was once appended does not change. */
    public <E extends Exception> void forEachOffender(int[] positions, RowAction<JournalEntry.Blamed, E> action)
            throws IOException, E {
        ByteBuffer buffer = SegmentFile.entryBuffer();
        for (int at : positions) {
            action.accept(file.read(at, buffer, JournalEntry.Blamed.class));
        }
    }

    /**
     * Hands over all entries that were appended up to now, in their order, until told to stop. Any thread may ask: what was once
     * appended does not change.
     *
     * @param action returns whether to go on
     * @throws java.nio.file.NoSuchFileException when the database has taken the segment over meanwhile
     */
    public void forEachEntry(Predicate<JournalEntry> action) throws IOException {
        file.forEachEntry(action);
    }

    /**
     * Appends entries, all or none: also after a kill in the middle of this, however many writes it takes.
     *
     * @param batch what to append
     * @param buffer room for at least one entry
     * @throws IOException when they could not be written; the file then ends where it ended before
     */
    void append(List<JournalEntry> batch, ByteBuffer buffer) throws IOException {
        file.append(batch, buffer, this::publish);
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

    /** Forces what was appended to the disk itself; see {@link SegmentFile#force}. */
    void force() throws IOException {
        file.force();
    }

    /** Moves what lies behind the last sound batch to a file of its own. */
    void moveExcess(Path aside) throws IOException {
        file.moveExcess(aside);
    }

    Path file() {
        return file.path();
    }

    /** Whether its file is still where it was. */
    boolean inPlace() {
        return file.inPlace();
    }

    /** Closes the file. Nothing is forced any more. */
    void close() throws IOException {
        file.close();
    }
}
