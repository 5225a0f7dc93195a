package org.doorward.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.VerdictGeneration;
import org.doorward.store.sql.VerdictTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes verdicts to the database at a bounded pace, drops those that are too old or too many, and finds them again.
 *
 * <p>It has connections of its own and shares no lock with the greylist, so what it waits for nobody else waits for. Nothing
 * is promised of verdicts: while the database is away they wait in their queue, and there the oldest are dropped.
 */
final class VerdictWriter {

    private static final Logger LOG = LoggerFactory.getLogger(VerdictWriter.class);

    /** So much may a kill lose; a block is written anew for each part of it, so shorter would cost the disk more. */
    private static final Duration WRITE_EVERY = Duration.ofSeconds(10);

    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    /** One transaction: some 40 blocks, some 50 ms. */
    private static final int MOST_A_WRITE = 5000;

    /** After a failure the database is left alone for this long. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Whoever asks waits no longer than this for the writer. */
    private static final long ASK_MILLIS = 2000;

    private final Database database;
    private final VerdictLimits limits;
    private final Map<VerdictSeries, VerdictShelf> shelves = new EnumMap<>(VerdictSeries.class);
    private final BooleanSupplier away;
    private final InstantSource clock;
    private final LongSupplier nanos;
    /** Held by whoever moves or reads; never by whoever adds. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean loaded;
    private boolean failing;
    private long nextNumber;
    /** How many may be written now, by the rate. */
    private double allowance;

    private long allowanceAt;
    private long writtenAt;
    private long sweptAt;
    private long failedAt;
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    /**
     * A writer.
     *
     * @param away whether the database's file is known not to be where it should
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     */
    VerdictWriter(
            Database database, VerdictLimits limits, BooleanSupplier away, InstantSource clock, LongSupplier nanos) {
        this.database = database;
        this.limits = limits;
        this.away = away;
        this.clock = clock;
        this.nanos = nanos;
        for (VerdictSeries series : VerdictSeries.values()) {
            shelves.put(series, new VerdictShelf(series, limits, database.keyHash()));
        }
        this.allowanceAt = nanos.getAsLong();
        this.writtenAt = allowanceAt;
        this.sweptAt = allowanceAt - SWEEP_EVERY.toNanos();
        this.failedAt = allowanceAt - PAUSE.toNanos();
    }

    /** Where the verdicts of a series wait. */
    VerdictQueue queue(VerdictSeries series) {
        return Objects.requireNonNull(shelves.get(series)).queue();
    }

    VerdictStatus status() {
        long dropped = givenUp.get();
        long rows = 0;
        int queued = 0;
        for (VerdictShelf shelf : shelves.values()) {
            dropped += shelf.queue().dropped();
            rows += shelf.rows();
            queued += shelf.queue().size();
        }
        return new VerdictStatus(recorded.get(), dropped, rows, queued);
    }

    /** Does what is due: ten times a second is enough. */
    void work() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            earn(now);
            if (now - failedAt >= PAUSE.toNanos() && !away.getAsBoolean()) {
                if (writeIsDue(now)) {
                    write((int) allowance);
                    writtenAt = now;
                }
                if (!failing && now - sweptAt >= SWEEP_EVERY.toNanos()) {
                    sweep();
                    sweptAt = now;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes all that waits. The last thing that is asked of it. */
    void finish() {
        lock.lock();
        try {
            if (!away.getAsBoolean()) {
                write(Integer.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    private void earn(long now) {
        double earned = (now - allowanceAt) / 1e9 * limits.rate();
        allowance = Math.min(limits.rate(), allowance + earned);
        allowanceAt = now;
    }

    private boolean writeIsDue(long now) {
        int waiting = shelves.values().stream()
                .mapToInt(shelf -> shelf.queue().size())
                .sum();
        // What failed is tried again after the pause, and then is the oldest of all.
        return failing
                || waiting >= VerdictTables.VERDICTS_A_BLOCK
                || (waiting > 0 && now - writtenAt >= WRITE_EVERY.toNanos());
    }

    /** Notable ones first: of what is left of the pace the plain ones have the rest. */
    private void write(int most) {
        int left = Math.min(most, MOST_A_WRITE);
        for (VerdictShelf shelf : shelves.values()) {
            int took = shelf.take(left);
            left -= took;
            allowance -= took;
        }
        attempt(connection -> {
            for (VerdictShelf shelf : shelves.values()) {
                recorded.addAndGet(shelf.write(connection, clock.instant(), () -> nextNumber++));
            }
        });
    }

    private void sweep() {
        Instant oldest = clock.instant().minus(limits.age());
        attempt(connection -> {
            for (VerdictShelf shelf : shelves.values()) {
                for (Optional<VerdictGeneration> gone = shelf.tooMuch(oldest);
                        gone.isPresent();
                        gone = shelf.tooMuch(oldest)) {
                    shelf.drop(connection, gone.get());
                }
            }
        });
    }

    /** Something that is done with the database. */
    @FunctionalInterface
    private interface Work {
        void with(Connection connection) throws SQLException, IOException;
    }

    private void attempt(Work work) {
        try (Connection connection = database.connect()) {
            load(connection);
            work.with(connection);
            if (failing) {
                failing = false;
                LOG.info("verdicts are recorded again");
            }
        } catch (SQLException e) {
            failed(e);
        } catch (IOException | RuntimeException e) {
            // What cannot be written as it is cannot be written later either.
            givenUp.addAndGet(
                    shelves.values().stream().mapToInt(VerdictShelf::giveUp).sum());
            failed(e);
        }
    }

    private void failed(Exception e) {
        failedAt = nanos.getAsLong();
        // A database that was opened anew may have lost what it had just taken.
        loaded = false;
        if (failing) {
            LOG.debug("verdicts cannot be recorded", e);
        } else {
            failing = true;
            LOG.warn(
                    "verdicts cannot be recorded now: {}. Mail goes on; \"why\" will miss those that do not fit in the"
                            + " queue meanwhile.",
                    e.getMessage());
        }
    }

    private void load(Connection connection) throws SQLException {
        if (loaded) {
            return;
        }
        List<VerdictGeneration> all = VerdictTables.generations(connection);
        for (VerdictShelf shelf : shelves.values()) {
            shelf.load(connection, all);
        }
        nextNumber = all.isEmpty() ? 1 : all.get(all.size() - 1).number() + 1;
        loaded = true;
    }

    /** See {@link VerdictLedger#latest}. */
    List<VerdictRecord> latest(Subject subject, int limit) throws StoreException {
        try {
            if (!lock.tryLock(ASK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StoreException("the verdicts cannot be read: the database takes too long to write some");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
        try (Connection connection = database.connect()) {
            load(connection);
            List<VerdictRecord> found = new ArrayList<>();
            for (VerdictShelf shelf : shelves.values()) {
                found.addAll(shelf.latest(connection, subject, limit));
            }
            found.sort(Comparator.comparing(VerdictRecord::at).reversed());
            return List.copyOf(found.subList(0, Math.min(limit, found.size())));
        } catch (SQLException | IOException e) {
            loaded = false;
            throw new StoreException("the verdicts cannot be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
