package org.doorward.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.JournalLimits;
import org.doorward.store.intake.JournalMismatchException;
import org.doorward.store.model.StoreException;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.Generation;
import org.doorward.store.sql.GreylistTables;
import org.doorward.store.sql.Inspection;
import org.doorward.store.sql.StoreState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: opens, closes, and hands out the ledgers.
 *
 * <p>In its directory are {@code database/}, the H2 file, and {@code journal/}, the intake journal. One process at a time may
 * have it open, which {@code lock} sees to.
 */
public final class Store implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** This many full segments may wait for the database: with the defaults, 400,000 triplets. */
    private static final int SEGMENTS_WAITING = 4;

    private final StoreLock lock;
    private final int queueLimit;
    private final Journal journal;
    private final Database database;
    private final GreylistRows rows;
    private final Health health;
    private final Sweeper sweeper;
    private final Heartbeat heartbeat;
    private final Follower follower;
    private final StandingBans bans;
    private final GroupCommit<Change<?>, Object> commit;
    private final GreylistLedger greylist;
    private final OffenceLedger offences;
    private final VerdictLedger verdicts;

    /** The files of a store, open. */
    private record Opened(Database database, Journal journal, List<Generation> generations, InMemory memory) {}

    private Store(
            StoreConfig config,
            StoreEvents events,
            InstantSource clock,
            LongSupplier nanos,
            StoreLock lock,
            Opened opened) {
        this.lock = lock;
        this.queueLimit = config.queueLimit();
        this.database = opened.database();
        this.journal = opened.journal();
        this.rows = new GreylistRows(journal, database, opened.generations());
        this.health = new Health(events, clock);
        this.bans = opened.memory().bans();
        DatabaseShare share = new DatabaseShare(health, nanos);
        OffenderRows offenders =
                new OffenderRows(journal, database, rows::surelyAbsent, health, share, config.cacheEntries());
        this.sweeper = new Sweeper(rows, offenders, config.ages(), events);
        this.heartbeat =
                new Heartbeat(journal, database, rows, config.pendingLimit(), bans, this::stuck, health, clock);
        this.follower = new Follower(journal, database, rows, sweeper, health, clock);
        GreylistWriter attempts = new GreylistWriter(rows, database.keyHash(), health, share);
        StoreWriter writer = new StoreWriter(
                journal,
                attempts,
                offenders,
                opened.memory(),
                share,
                health,
                follower::wake,
                config.forceEachCommit(),
                clock);
        this.commit = new GroupCommit<>(
                "store-writer", writer, Change::weight, config.batchLimit(), config.queueLimit(), events, nanos);
        this.greylist =
                new GreylistLedger(commit, new GreylistSearch(journal, database, rows, nanos), config.cacheEntries());
        this.offences = new OffenceLedger(commit, offenders, opened.memory(), database, clock);
        this.verdicts =
                new VerdictLedger(database, config.verdicts(), () -> health.failing(Health.Part.FILES), clock, nanos);
        this.heartbeat.start();
        this.follower.start();
        this.verdicts.start();
    }

    /**
     * Opens the store, or makes it when there is none.
     *
     * @param config how
     * @param events is told what happens
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     * @param random where a new store's secret comes from; must not be predictable
     * @throws StoreException when it cannot be opened; then its files are as they were
     */
    public static Store open(
            StoreConfig config, StoreEvents events, InstantSource clock, LongSupplier nanos, RandomGenerator random)
            throws StoreException {
        StoreLock lock = StoreLock.take(config.directory());
        try {
            return new Store(config, events, clock, nanos, lock, openOrBeginAnew(config, clock, random));
        } catch (StoreException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Opened openOrBeginAnew(StoreConfig config, InstantSource clock, RandomGenerator random)
            throws StoreException {
        try {
            return openFiles(config, clock, random);
        } catch (StoreException e) {
            if (!e.damaged() || !config.startEmptyWhenDamaged()) {
                throw e;
            }
            moveAside(config.directory(), clock.instant(), e);
            return openFiles(config, clock, random);
        }
    }

    private static Opened openFiles(StoreConfig config, InstantSource clock, RandomGenerator random)
            throws StoreException {
        Path journalDirectory = journalDirectory(config.directory());
        Path databaseDirectory = databaseDirectory(config.directory());
        try {
            verify(databaseDirectory, journalDirectory);
            Database database =
                    Database.open(databaseDirectory, config.databaseCacheBytes(), config.connections(), random);
            try {
                List<Generation> generations = generations(database);
                Journal journal = openJournal(config, database, clock.instant());
                try {
                    String instance = Long.toHexString(random.nextLong());
                    StandingBans bans = new StandingBans(config.banLimit(), new BanLog(instance, BanLog.REACH));
                    InMemory memory = InMemory.read(database, journal, bans, clock.instant());
                    return new Opened(database, journal, generations, memory);
                } catch (IOException | StoreException | RuntimeException e) {
                    journal.close();
                    throw e;
                }
            } catch (IOException | JournalMismatchException | StoreException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (JournalMismatchException e) {
            throw StoreException.damaged(
                    "the database in " + databaseDirectory + " and the journal in " + journalDirectory
                            + " do not belong together: " + e.getMessage()
                            + ". Both have been left as they are. Put back"
                            + " the pair that belongs together, or move both away to start with empty ones, or set"
                            + " store.when_damaged = \"start_empty\" to have that done for you.",
                    e);
        } catch (IOException e) {
            throw new StoreException(
                    "the journal in " + journalDirectory + " cannot be opened: " + e
                            + ". Doorward must be able to read and write there.",
                    e);
        }
    }

    /** Before anything is opened for writing, for what is refused must stay as it is. */
    private static void verify(Path databaseDirectory, Path journalDirectory)
            throws IOException, JournalMismatchException, StoreException {
        Optional<StoreState> state = Inspection.of(databaseDirectory);
        if (state.isPresent()) {
            long store = state.get().keyHash().fingerprint();
            Journal.verify(journalDirectory, store, state.get().checkpoint());
        } else {
            Journal.verifyNone(journalDirectory);
            Database.putAwayUnborn(databaseDirectory);
        }
    }

    private static Journal openJournal(StoreConfig config, Database database, Instant now)
            throws IOException, JournalMismatchException {
        JournalLimits limits = new JournalLimits(config.generationRows(), config.generationSpan(), SEGMENTS_WAITING);
        long store = database.keyHash().fingerprint();
        return Journal.open(journalDirectory(config.directory()), limits, store, database.checkpointAtStart(), now);
    }

    private static List<Generation> generations(Database database) throws StoreException {
        try (Connection connection = database.connect()) {
            List<Generation> found = GreylistTables.generations(connection);
            GreylistTables.dropOrphans(connection, found);
            return found;
        } catch (SQLException | IllegalArgumentException e) {
            throw StoreException.damaged("the database opens, but its tables cannot be read: " + e.getMessage(), e);
        }
    }

    private static void moveAside(Path directory, Instant now, StoreException why) throws StoreException {
        Path aside = directory.resolve("damaged-" + now.toEpochMilli());
        try {
            Files.createDirectories(aside);
            for (Path part : List.of(databaseDirectory(directory), journalDirectory(directory))) {
                if (Files.exists(part)) {
                    Files.move(part, aside.resolve(part.getFileName()));
                }
            }
            LOG.error("{} It was moved to {}, and an empty one takes its place.", why.getMessage(), aside);
        } catch (IOException e) {
            throw new StoreException(
                    "the damaged store in " + directory + " cannot be moved to " + aside + ": " + e, e);
        }
    }

    private static Path databaseDirectory(Path directory) {
        return directory.resolve("database");
    }

    private static Path journalDirectory(Path directory) {
        return directory.resolve("journal");
    }

    private boolean stuck() {
        return commit.stuck();
    }

    /** The greylist. */
    public GreylistLedger greylist() {
        return greylist;
    }

    /** Offences and bans. */
    public OffenceLedger offences() {
        return offences;
    }

    /** What was decided lately, and why. */
    public VerdictLedger verdicts() {
        return verdicts;
    }

    /** Keeps what is not used for other times from now on. */
    public void keep(Ages ages) {
        sweeper.keep(ages);
    }

    /** How the store is doing now. */
    public StoreStatus status() {
        List<Generation> generations = rows.generations();
        return new StoreStatus(
                health.problem(),
                rows.pendingCount(),
                follower.passedRows() + journal.passedCount(),
                follower.networkRows(),
                follower.offenderRows() + journal.offenderCount(),
                bans.standing(),
                generations.size(),
                commit.queued(),
                queueLimit,
                journal.entries(),
                journal.bytes(),
                database.bytes());
    }

    /** Answers what waits, and closes the files. Takes at most some seconds, whatever the disk does. */
    @Override
    public void close() {
        verdicts.stop();
        commit.close();
        heartbeat.close();
        follower.close();
        verdicts.close();
        try {
            journal.close();
        } catch (IOException e) {
            LOG.warn("the journal could not be closed well: {}", e.getMessage());
        }
        database.close();
        lock.close();
    }
}
