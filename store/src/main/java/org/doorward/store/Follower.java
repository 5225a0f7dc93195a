package org.doorward.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.doorward.store.Health.Part;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.KeyFilter;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.Generation;
import org.doorward.store.sql.LongLived;
import org.doorward.store.sql.TakeOver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the writer at its own pace, on a thread of its own: carries full segments into the database, keeps the filter of
 * long-lived keys, lets the {@link Sweeper} drop what is too old, and notices when the database is away or back. The only
 * one that writes to the database, but for verdicts.
 */
final class Follower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final long TICK_MILLIS = 1000;
    /** The filter is made for more keys than there are, so that it need not be made anew soon. */
    private static final long FILTER_ROOM = 100_000;

    private static final long STOP_MILLIS = 2000;

    private final Journal journal;
    private final Database database;
    private final GreylistRows rows;
    private final Sweeper sweeper;
    private final Health health;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private Optional<KeyFilter> filter = Optional.empty();
    private long filterMadeFor;
    /** How many keys it was given: also those whose rows are gone, for a filter forgets nothing. */
    private long filterHolds;

    private volatile long passedRows;
    private volatile long networkRows;
    private volatile long offenderRows;
    private volatile boolean stopping;

    Follower(
            Journal journal,
            Database database,
            GreylistRows rows,
            Sweeper sweeper,
            Health health,
            InstantSource clock) {
        this.journal = journal;
        this.database = database;
        this.rows = rows;
        this.sweeper = sweeper;
        this.health = health;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "store-follower");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to follow. */
    void start() {
        // The tick handles its own faults, so nobody needs to look at the future.
        Future<?> unused = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A full segment waits. */
    void wake() {
        try {
            thread.execute(this::tick);
        } catch (RejectedExecutionException e) {
            LOG.debug("the follower has stopped; the segment waits for the next start", e);
        }
    }

    /** How many triplets have passed, as of the last second. */
    long passedRows() {
        return passedRows;
    }

    /** How many networks have something counted, as of the last second. */
    long networkRows() {
        return networkRows;
    }

    /** How many offenders the database has, as of the last second. */
    long offenderRows() {
        return offenderRows;
    }

    private void tick() {
        try {
            work();
        } catch (Throwable e) {
            // A scheduled task that throws is never run again, and with it aging and recovery would end for good.
            LOG.error("the store's follower goes on after a fault that it must not have", e);
        }
    }

    private void work() {
        if (health.failing(Part.FILES)) {
            return;
        }
        try (Connection connection = database.borrow()) {
            if (filter.isEmpty() || filterHolds > filterMadeFor) {
                makeFilter(connection);
            }
            for (Segment segment : journal.sealed()) {
                if (!stopping) {
                    takeOver(connection, segment);
                }
            }
            sweeper.sweep(connection, clock.instant());
            count(connection);
            health.works(Part.DATABASE);
        } catch (SQLException | IOException e) {
            if (stopping) {
                LOG.debug("the database was closed while it was written", e);
            } else {
                health.failed(Part.DATABASE, "the database cannot be written: " + e.getMessage());
                database.renewIfBroken();
            }
        }
    }

    /** Rows are shown in their new place before the segment that held them is dropped. */
    private void takeOver(Connection connection, Segment segment) throws SQLException, IOException {
        filter.ifPresent(keys -> filterHolds += addKeys(segment, keys));
        Optional<Generation> generation = TakeOver.of(connection, segment, () -> stopping);
        List<Generation> shown = new ArrayList<>(rows.generations());
        generation.ifPresent(shown::add);
        rows.show(shown);
        rows.moved();
        journal.drop(segment);
    }

    /** Returns how many were new to the filter. */
    private static long addKeys(Segment segment, KeyFilter keys) {
        Stream<RowKey> greylist = Stream.concat(
                segment.passed().stream().map(JournalEntry.Passed::key),
                segment.networks().stream().map(JournalEntry.Network::key));
        List<RowKey> fresh = Stream.concat(greylist, segment.offenderKeys().stream())
                .filter(key -> !keys.mayContain(key))
                .toList();
        fresh.forEach(keys::add);
        return fresh.size();
    }

    private void count(Connection connection) throws SQLException {
        passedRows = LongLived.PASSED.count(connection);
        networkRows = LongLived.NETWORKS.count(connection);
        offenderRows = LongLived.OFFENDERS.count(connection);
    }

    private void makeFilter(Connection connection) throws SQLException {
        count(connection);
        long rowsNow = passedRows + networkRows + offenderRows;
        long room = 2 * rowsNow + FILTER_ROOM;
        KeyFilter made = KeyFilter.forKeys(room);
        for (LongLived table : LongLived.values()) {
            table.forEachKey(connection, made::add);
        }
        filter = Optional.of(made);
        filterMadeFor = room;
        filterHolds = rowsNow;
        rows.show(made);
    }

    /**
     * Ends, with what it is doing if that takes no longer than some seconds. What is left is in the journal. The thread is
     * never interrupted: an interrupt closes the file that the database is writing.
     */
    @Override
    public void close() {
        stopping = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("the store stops with work left for the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
