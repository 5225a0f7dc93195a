package org.doorward.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.doorward.store.Health.Part;
import org.doorward.store.intake.Journal;
import org.doorward.store.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens once a second whatever else goes on: the journal is forced to the disk, and a look is taken whether the store's
 * files are where they were, and whether there is room for more. On a thread of its own, for what a power failure can lose
 * must not depend on how long the {@link Follower} is busy with the database.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long TICK_MILLIS = 1000;
    private static final long STOP_MILLIS = 1000;
    /** All bans are looked at then: some milliseconds for 100,000. */
    private static final int BEATS_A_LOOK_AT_BANS = 60;

    private final Journal journal;
    private final Database database;
    private final GreylistRows rows;
    private final long pendingLimit;
    private final StandingBans bans;
    private final BooleanSupplier stuck;
    private final Health health;
    private final InstantSource clock;
    private long beats;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "store-heartbeat");
        made.setDaemon(true);
        return made;
    });

    /**
     * A heartbeat that does not beat yet.
     *
     * @param bans lets go of those that have ended
     * @param stuck whether the writer is stuck in a batch
     * @param clock the time of day
     */
    Heartbeat(
            Journal journal,
            Database database,
            GreylistRows rows,
            long pendingLimit,
            StandingBans bans,
            BooleanSupplier stuck,
            Health health,
            InstantSource clock) {
        this.journal = journal;
        this.database = database;
        this.rows = rows;
        this.pendingLimit = pendingLimit;
        this.bans = bans;
        this.stuck = stuck;
        this.health = health;
        this.clock = clock;
    }

    /** Begins to beat. */
    void start() {
        // The tick handles its own faults, so nobody needs to look at the future.
        Future<?> unused = thread.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            lookAtWriter();
            lookForFiles();
            lookForRoom();
            lookAtBans();
            lookAtJournal();
            force();
        } catch (Throwable e) {
            // A scheduled task that throws is never run again, and an error here says nothing of the next second.
            LOG.error("the store's heartbeat goes on after a fault that it must not have", e);
        }
    }

    private void force() {
        try {
            journal.force();
            health.works(Part.FLUSH);
        } catch (IOException e) {
            health.failed(Part.FLUSH, "the journal cannot be forced to the disk: " + e.getMessage());
        }
    }

    private void lookForFiles() {
        if (database.inPlace() && journal.inPlace()) {
            health.works(Part.FILES);
        } else {
            health.failed(
                    Part.FILES,
                    "the store's files are no longer where they were; put them back, or move away what is left of database/"
                            + " and journal/ and restart, to begin with empty ones");
        }
    }

    private void lookAtWriter() {
        if (stuck.getAsBoolean()) {
            health.failed(Part.WRITER, "the store is stuck in one batch; the disk or the database hangs");
        } else {
            health.works(Part.WRITER);
        }
    }

    /** Who is told that nothing can be promised stays away, and then no write would ever show that it can be again. */
    private void lookAtJournal() {
        if (health.failing(Part.JOURNAL) && !journal.blocked() && journal.canWrite()) {
            health.works(Part.JOURNAL);
        }
    }

    /** To forget the oldest instead would be to send those away again who were told to come back. */
    private void lookForRoom() {
        if (rows.pendingCount() < pendingLimit) {
            health.works(Part.ROOM);
        } else {
            health.failed(
                    Part.ROOM,
                    "the greylist holds " + pendingLimit + " pending triplets, as many as store.pending_limit allows;"
                            + " there is room again when the oldest are too old");
        }
    }

    private void lookAtBans() {
        if (beats % BEATS_A_LOOK_AT_BANS == 0) {
            bans.dropEnded(clock.instant());
        }
        beats++;
        if (bans.roomFor(1)) {
            health.works(Part.BANS);
        } else {
            health.failed(
                    Part.BANS,
                    bans.limit() + " bans stand, as many as may; there is room again when some of them have ended");
        }
    }

    /** Ends. The journal forces itself when it closes. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("the store stops while the disk is still busy with what was forced to it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
