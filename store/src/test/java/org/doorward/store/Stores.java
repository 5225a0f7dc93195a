package org.doorward.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.doorward.store.model.StoreException;

/** Opens stores as the tests like them. */
final class Stores {

    /** A clock that leaps hours would fill the journal with segments of one row, faster than any database takes them. */
    private static final Duration ONLY_BY_SIZE = Duration.ofDays(3650);

    private Stores() {}

    /** The defaults with another size of a generation. */
    static StoreConfig config(Path directory, int generationRows) {
        return config(directory, generationRows, false);
    }

    static StoreConfig config(Path directory, int generationRows, boolean startEmptyWhenDamaged) {
        return config(directory, generationRows, StoreConfig.defaults(directory).pendingLimit(), startEmptyWhenDamaged);
    }

    /** With another bound on what is pending. */
    static StoreConfig config(Path directory, int generationRows, long pendingLimit) {
        return config(directory, generationRows, pendingLimit, false);
    }

    private static StoreConfig config(
            Path directory, int generationRows, long pendingLimit, boolean startEmptyWhenDamaged) {
        StoreConfig defaults = StoreConfig.defaults(directory);
        return new StoreConfig(
                directory,
                defaults.forceEachCommit(),
                defaults.batchLimit(),
                defaults.queueLimit(),
                ONLY_BY_SIZE,
                generationRows,
                pendingLimit,
                defaults.pendingAge(),
                defaults.passedAge(),
                defaults.offenceAge(),
                defaults.banAge(),
                defaults.banLimit(),
                defaults.cacheEntries(),
                defaults.databaseCacheBytes(),
                defaults.connections(),
                startEmptyWhenDamaged,
                defaults.verdicts());
    }

    /** The same with another bound on the bans that stand. */
    static StoreConfig withBanLimit(StoreConfig config, int banLimit) {
        return new StoreConfig(
                config.directory(),
                config.forceEachCommit(),
                config.batchLimit(),
                config.queueLimit(),
                config.generationSpan(),
                config.generationRows(),
                config.pendingLimit(),
                config.pendingAge(),
                config.passedAge(),
                config.offenceAge(),
                config.banAge(),
                banLimit,
                config.cacheEntries(),
                config.databaseCacheBytes(),
                config.connections(),
                config.startEmptyWhenDamaged(),
                config.verdicts());
    }

    static Store open(StoreConfig config, InstantSource clock) throws StoreException {
        return Store.open(config, StoreEvents.NONE, clock, System::nanoTime, new Random(1));
    }

    static Store open(Path directory, int generationRows, InstantSource clock) throws StoreException {
        return open(config(directory, generationRows), clock);
    }

    /** Another connection to a store's database. */
    static Connection connect(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("database/doorward") + ";IFEXISTS=TRUE");
    }

    /** Does something to a store's database behind its back. */
    static void sql(Path directory, String... statements) throws SQLException {
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    static Path databaseFile(Path directory) {
        return directory.resolve("database").resolve("doorward.mv.db");
    }

    static Path journal(Path directory) {
        return directory.resolve("journal");
    }
}
