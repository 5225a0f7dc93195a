package org.doorward.watch.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.doorward.store.OffenceLedger;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.VerdictLimits;
import org.doorward.store.model.StoreException;

/** A store in a new directory, which is deleted when it is closed, and when the process is stopped before that. */
public final class TemporaryStore implements AutoCloseable {

    /** As of a server; but the log's clock runs ten thousand times faster than that by which ended bans leave memory. */
    private static final int MOST_BANS = 400_000;

    /** Segments of the journal end by their size alone: by the log's clock an hour is a second, and the database would never keep up. */
    private static final Duration SPAN = Duration.ofDays(10_000);

    private static final int SEGMENT_ROWS = 100_000;

    /** The database has a segment in some seconds. Beyond this many rows the replay waits for it. */
    private static final long MOST_BACKLOG = 2L * SEGMENT_ROWS;

    private final Path directory;
    private final Thread ifStopped;
    private final Store store;
    private final AtomicLong refused = new AtomicLong();

    /**
     * Opens it.
     *
     * @param parent where the directory is made
     * @param offences how long an offender is kept after the latest offence
     * @param bans how long after the end of the latest ban
     * @param clock the log's
     * @param nanos a steady clock in nanoseconds
     */
    public TemporaryStore(
            Path parent,
            Duration offences,
            Duration bans,
            ReplayClock clock,
            LongSupplier nanos,
            RandomGenerator random)
            throws ReplayException {
        try {
            directory = Files.createTempDirectory(parent, "doorward-replay");
            ifStopped = new Thread(() -> deleteQuietly(directory), "delete-replay");
            Runtime.getRuntime().addShutdownHook(ifStopped);
        } catch (IOException e) {
            throw new ReplayException(
                    "a replay needs a temporary directory, and none can be made in " + parent + ": " + e
                            + "; make room there, or name another place: DOORWARD_JAVA_OPTS=-Djava.io.tmpdir=/var/tmp",
                    e);
        }
        try {
            store = Store.open(config(directory, offences, bans), new Refusals(), clock, nanos, random);
        } catch (StoreException | RuntimeException e) {
            discard();
            throw new ReplayException("the temporary store in " + directory + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static StoreConfig config(Path directory, Duration offences, Duration bans) {
        return new StoreConfig(
                directory,
                false,
                4000,
                10_000,
                SPAN,
                SEGMENT_ROWS,
                1000,
                Duration.ofHours(1),
                Duration.ofHours(1),
                offences,
                bans,
                MOST_BANS,
                100_000,
                16 << 20,
                2,
                false,
                new VerdictLimits(1, 1, 0, Duration.ofHours(1)));
    }

    /** Offences and bans. */
    public OffenceLedger offences() {
        return store.offences();
    }

    /** Whether so much waits for the database that the replay is to wait as well. */
    boolean crowded() {
        return store.status().backlog() > MOST_BACKLOG;
    }

    /** How many changes the store could not take; after one of these the counts are not exact any more. */
    long refused() {
        return refused.get();
    }

    /** What does not work; for messages. */
    String problem() {
        return store.status().problem().orElse("nothing is known of why; is there room in " + directory + "?");
    }

    @Override
    public void close() {
        store.close();
        discard();
    }

    private void discard() {
        deleteQuietly(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(ifStopped);
        } catch (IllegalStateException stopping) {
            // The hook does the same again.
            return;
        }
    }

    /** While a stopped process still writes, a file may come after its directory was looked at. */
    private static void deleteQuietly(Path directory) {
        boolean gone = false;
        for (int round = 0; round < 10 && !gone; round++) {
            gone = deleted(directory);
        }
    }

    private static boolean deleted(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !Files.exists(directory);
        }
    }

    private final class Refusals implements StoreEvents {

        @Override
        public void refused() {
            refused.incrementAndGet();
        }
    }
}
