package org.doorward.store;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of verdicts: what was decided lately, and why.
 *
 * <p>Nothing here is promised. A verdict is written some seconds after it was given, on a thread of its own; a kill, a flood, or
 * a database that is away costs verdicts, which are counted, and never slows a decision. Safe for use by any thread.
 */
public final class VerdictLedger {

    private static final Logger LOG = LoggerFactory.getLogger(VerdictLedger.class);
    private static final long TICK_MILLIS = 100;

    /** After the store's other parts have had their time to stop. */
    private static final long STOP_MILLIS = 200;

    private final VerdictWriter writer;
    private final boolean wanted;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "store-verdicts");
        made.setDaemon(true);
        return made;
    });

    VerdictLedger(
            Database database, VerdictLimits limits, BooleanSupplier away, InstantSource clock, LongSupplier nanos) {
        this.writer = new VerdictWriter(database, limits, away, clock, nanos);
        this.wanted = limits.rows() > 0;
    }

    /** Begins to write. */
    void start() {
        // The tick handles its own faults, so nobody needs to look at the future.
        Future<?> unused = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            writer.work();
        } catch (Throwable e) {
            // A scheduled task that throws is never run again, and with it all recording would end.
            LOG.error("the recording of verdicts goes on after a fault that it must not have", e);
        }
    }

    /**
     * Records a verdict. Never waits: it costs an entry in a queue, in which the oldest is dropped when it is full.
     *
     * @param series which series it belongs to
     * @param verdict makes the record, later and on another thread, perhaps more than once
     */
    public void record(VerdictSeries series, Supplier<VerdictRecord> verdict) {
        if (wanted) {
            writer.queue(series).add(verdict);
        }
    }

    /**
     * The latest verdicts on a subject, those that are not written yet among them. Reads the database: not for an event loop.
     *
     * @param subject whom or what they are about
     * @param limit the most that are returned, at least 1
     * @return latest first; those of two decisions that were under way at the same time in either order
     * @throws StoreException when the database does not answer now
     */
    public List<VerdictRecord> latest(Subject subject, int limit) throws StoreException {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return writer.latest(subject, limit);
    }

    /** How the recording is doing. */
    public VerdictStatus status() {
        return writer.status();
    }

    /** Has the rest written, and returns at once. */
    void stop() {
        if (!thread.isShutdown()) {
            thread.execute(writer::finish);
            thread.shutdown();
        }
    }

    /** Ends. What is not written by then is forgotten. Never interrupts: that would close the file under the database. */
    void close() {
        stop();
        try {
            if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("the store stops with verdicts that are not written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
