package org.doorward.store.intake;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.doorward.store.intake.JournalFormat.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only files that make a change safe before it is answered.
 *
 * <p>What {@link #append} has written is in the hands of the kernel: no kill of this process can lose it. {@link #force} puts
 * it on the disk itself, which a failure of power or kernel asks for. A segment is dropped when the database has taken it
 * over and has forced that to the disk.
 *
 * <p>One thread appends and rotates. Any thread may force, or drop a sealed segment.
 */
public final class Journal implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    /** Room for a large batch of usual entries in one write. */
    private static final int BUFFER_BYTES = 1 << 18;

    /**
     * Passed triplets and networks are kept whole, some 400 bytes each, where a pending triplet takes 28; and these, and
     * offenders, the database merges one by one. So a segment may hold fewer of them by about this factor.
     */
    private static final int LONG_LIVED_SHARE = 5;

    private static final int LEAST_LONG_LIVED = 1000;

    /** More than what a file system still finds in a block that it has begun. */
    private static final int PROBE_BYTES = 1 << 16;

    private final Path directory;
    private final JournalLimits limits;
    private final long store;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private volatile long checkpoint;
    private volatile Segment current;
    /** Never changed in place: who has read it may go on with what it read. */
    private volatile List<Segment> sealed;

    private Journal(Path directory, JournalLimits limits, long store, long checkpoint, List<Segment> found, Instant now)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.store = store;
        this.checkpoint = checkpoint;
        if (found.isEmpty()) {
            this.sealed = List.of();
            this.current = begin(checkpoint + 1, now, 0);
        } else {
            this.sealed = List.copyOf(found.subList(0, found.size() - 1));
            this.current = found.get(found.size() - 1);
        }
    }

    /**
     * Opens the journal and reads what the database has not taken over.
     *
     * @param directory where its files are; made when missing
     * @param limits when a segment is full
     * @param store which store it belongs to, see {@link KeyHash#fingerprint}
     * @param checkpoint the last segment that the database has taken over
     * @param now the moment of opening
     * @throws JournalMismatchException when the files do not belong to this database; nothing was changed then
     */
    public static Journal open(Path directory, JournalLimits limits, long store, long checkpoint, Instant now)
            throws IOException, JournalMismatchException {
        Files.createDirectories(directory);
        JournalFiles files = JournalFiles.verified(directory, store, checkpoint);
        for (Path useless : files.useless()) {
            Files.delete(useless);
        }
        if (checkpoint > 0 && files.useless().isEmpty() && files.toReplay().isEmpty()) {
            LOG.warn("{} holds no journal: what the database had not taken over from it is forgotten", directory);
        }
        List<Segment> found = new ArrayList<>();
        try {
            for (Path file : files.toReplay()) {
                Segment segment = Segment.replay(file);
                found.add(segment);
                setExcessAside(segment);
            }
            return new Journal(directory, limits, store, checkpoint, found, now);
        } catch (IOException | JournalMismatchException | RuntimeException e) {
            for (Segment segment : found) {
                segment.close();
            }
            throw e;
        }
    }

    /**
     * Finds out, without changing anything, whether the journal belongs to a database that is yet to be opened.
     *
     * @throws JournalMismatchException when it does not
     */
    public static void verify(Path directory, long store, long checkpoint)
            throws IOException, JournalMismatchException {
        JournalFiles.verified(directory, store, checkpoint);
    }

    /**
     * Makes sure that there is no journal, for there is no database.
     *
     * @throws JournalMismatchException when there is one: then the database was lost, and this must not pass in silence
     */
    public static void verifyNone(Path directory) throws IOException, JournalMismatchException {
        List<Path> files = JournalFiles.list(directory);
        if (!files.isEmpty()) {
            throw JournalMismatchException.noDatabase(files.get(0));
        }
    }

    /** A write cut short by a kill or a power failure is usual and was never answered; damage would look the same. */
    private static void setExcessAside(Segment segment) throws IOException {
        long excess = segment.excess();
        if (excess <= 0) {
            return;
        }
        Path aside = segment.file().resolveSibling(segment.file().getFileName() + ".cut-at-" + segment.length());
        segment.moveExcess(aside);
        LOG.warn(
                "{}: {} bytes behind the last sound batch were cut off, as after a kill or a power failure; they are in {}",
                segment.file(),
                excess,
                aside);
    }

    private Segment begin(long number, Instant now, int expected) throws IOException {
        Path file = JournalFiles.file(directory, number);
        Files.deleteIfExists(file);
        return Segment.create(file, new Header(store, number, now), expected);
    }

    /** The segment that is appended to; only the appending thread may look into it. */
    public Segment current() {
        return current;
    }

    /** The full segments that the database has not taken over yet, oldest first. */
    public List<Segment> sealed() {
        return sealed;
    }

    /** The last segment that the database has taken over. */
    public long checkpoint() {
        return checkpoint;
    }

    /** Whether no more can be taken: the current segment is full, and as many as may wait for the database do. */
    public boolean blocked() {
        return sealed.size() >= limits.waiting() && crowded();
    }

    /**
     * Makes entries safe from a kill of this process, all or none: after a kill in the middle of it none is there.
     *
     * @throws IOException when they could not be written; nothing has changed then
     */
    public void append(List<JournalEntry> batch) throws IOException {
        if (!batch.isEmpty()) {
            current.append(batch, buffer);
        }
    }

    /**
     * Seals the current segment when it is full and begins a new one.
     *
     * @return whether a segment was sealed
     * @throws IOException when no new segment can be begun; the current one goes on
     */
    public boolean rotateIfFull(Instant now) throws IOException {
        if (!full(now) || sealed.size() >= limits.waiting()) {
            return false;
        }
        // As many as in the last one: a flood goes on, and a quiet host stays quiet.
        Segment next = begin(current.number() + 1, now, current.pendingCount());
        seal(current);
        current = next;
        return true;
    }

    private synchronized void seal(Segment full) {
        List<Segment> more = new ArrayList<>(sealed);
        more.add(full);
        sealed = List.copyOf(more);
    }

    private synchronized void forget(Segment takenOver) {
        sealed = sealed.stream().filter(segment -> segment != takenOver).toList();
    }

    private boolean full(Instant now) {
        Segment segment = current;
        return crowded()
                || segment.suspect()
                || (segment.entries() > 0 && !now.isBefore(segment.created().plus(limits.span())));
    }

    /** Whether the current segment can take no more; while the database is away an old one that has room goes on. */
    private boolean crowded() {
        Segment segment = current;
        return segment.pendingCount() >= limits.rows()
                || segment.longLivedCount() >= Math.max(LEAST_LONG_LIVED, limits.rows() / LONG_LIVED_SHARE)
                || segment.entries() >= 2L * limits.rows()
                || segment.length() >= JournalLimits.SEGMENT_BYTES;
    }

    /** Puts all that was appended on the disk itself. Costs nothing when that has been done already. */
    public void force() throws IOException {
        Segment newest = current;
        for (Segment segment : sealed) {
            segment.force();
        }
        newest.force();
    }

    /** Drops a sealed segment that the database has taken over and made safe. */
    public void drop(Segment segment) throws IOException {
        checkpoint = segment.number();
        forget(segment);
        segment.close();
        Files.deleteIfExists(segment.file());
    }

    /** The size of all files in bytes. */
    public long bytes() {
        return current.length() + sealed.stream().mapToLong(Segment::length).sum();
    }

    /** How many entries the database has not taken over yet. */
    public long entries() {
        return current.entries() + sealed.stream().mapToLong(Segment::entries).sum();
    }

    /** How many triplets passed, or were seen again, since the database last took something over. */
    public long passedCount() {
        return current.passedCount()
                + sealed.stream().mapToLong(Segment::passedCount).sum();
    }

    /** How many offenders changed since the database last took something over. */
    public long offenderCount() {
        return current.offenderCount()
                + sealed.stream().mapToLong(Segment::offenderCount).sum();
    }

    /**
     * Whether a state of an offender may be in the journal; {@code false} is certain for what was appended before. Any thread
     * may ask.
     */
    public boolean mayHoldOffender(RowKey key) {
        // The current one first: when it is sealed meanwhile, it is among the sealed ones before it is no longer
        // current.
        if (current.mayHoldOffender(key)) {
            return true;
        }
        for (Segment segment : sealed) {
            if (segment.mayHoldOffender(key)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something can be written where the journal is: there is room, and the directory is there. */
    public boolean canWrite() {
        Path probe = directory.resolve(".probe");
        try {
            Files.write(probe, new byte[PROBE_BYTES]);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            probe.toFile().delete();
        }
    }

    /** Whether the current segment's file is still where it was: a directory that was moved away keeps no promise. */
    public boolean inPlace() {
        return current.inPlace();
    }

    /** Forces and closes all files, each of them even when another one fails. */
    @Override
    public void close() throws IOException {
        List<Segment> all = new ArrayList<>(sealed);
        all.add(current);
        IOException failure = null;
        for (Segment segment : all) {
            try {
                forceAndClose(segment);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void forceAndClose(Segment segment) throws IOException {
        try {
            segment.force();
        } finally {
            segment.close();
        }
    }
}
