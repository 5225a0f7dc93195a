package org.doorward.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.model.StoreException;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded H2 database: opened, brought to the newest form, and handed out connection by connection.
 *
 * <p>H2 acknowledges a commit half a second before it is in the file. That is fine here: the journal lets go of a segment
 * only after {@link #makeSafe}. The other ways, measured, are in docs/decisions/0002-intake-journal.md.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String NAME = "doorward";

    /** A borrower waits this long for a connection; the writer must not stand still behind a sick database. */
    private static final long BORROW_MILLIS = 500;

    /** No statement here takes longer on a healthy disk; a sick one must not hold the writer. */
    private static final int STATEMENT_SECONDS = 2;

    private final Path file;
    private final HikariDataSource pool;
    private final State state;

    private Database(Path file, HikariDataSource pool, State state) {
        this.file = file;
        this.pool = pool;
        this.state = state;
    }

    /** What the one row of {@code store_state} said at the start. */
    private record State(KeyHash keyHash, long checkpoint) {}

    /**
     * Opens the database, or makes it when there is none.
     *
     * @param directory where its file is
     * @param cacheBytes the size of H2's page cache
     * @param connections the most connections at once, at least two: one reader and one writer
     * @param random where a new database's secret comes from
     * @throws StoreException when it cannot be opened; its file has not been changed then
     */
    public static Database open(Path directory, long cacheBytes, int connections, RandomGenerator random)
            throws StoreException {
        Path file = file(directory);
        String url = url(directory, cacheBytes);
        try {
            Files.createDirectories(directory);
            VersionCopy.beforeOpening(file, Migrations.newest());
            try (Connection first = DriverManager.getConnection(url)) {
                Migrations.migrate(first);
                State state = state(first, random);
                VersionCopy.opened(file, Migrations.newest());
                return new Database(file, pool(url, connections), state);
            }
        } catch (SQLException e) {
            throw refusal(file, e);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use " + directory + ": " + e + ". It must be a directory that Doorward may write.", e);
        }
    }

    /** The file of a database in a directory. */
    public static Path file(Path directory) {
        return directory.resolve(NAME + ".mv.db");
    }

    /** Never {@code AUTO_SERVER}: it listens on all interfaces, on a port of its own. */
    private static String url(Path directory, long cacheBytes) throws StoreException {
        String path = directory.toAbsolutePath().resolve(NAME).toString();
        if (path.indexOf(';') >= 0) {
            throw new StoreException("the database cannot be in " + directory + ": the path holds a semicolon");
        }
        return "jdbc:h2:file:" + path + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;TRACE_LEVEL_FILE=0;CACHE_SIZE="
                + cacheBytes / 1024;
    }

    private static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(BORROW_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
        return new HikariDataSource(config);
    }

    private static StoreException refusal(Path file, SQLException e) {
        int code = e.getErrorCode();
        if (code == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return new StoreException(
                    "the database " + file + " is in use by another process, probably another Doorward with the same"
                            + " state_dir. Stop that one (systemctl status doorward), or give this one a state_dir of"
                            + " its own.",
                    e);
        }
        return StoreException.damaged(
                "the database " + file + " cannot be opened: " + oneLine(e)
                        + ". It has been left as it is. Put back a good copy, or move it away to start with an empty one,"
                        + " or set store.when_damaged = \"start_empty\" to have that done for you.",
                e);
    }

    private static String oneLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static State state(Connection connection, RandomGenerator random) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT secret, checkpoint FROM store_state WHERE id = 1")) {
            if (row.next()) {
                return new State(new KeyHash(row.getBytes(1)), row.getLong(2));
            }
        }
        byte[] secret = new byte[KeyHash.SECRET_BYTES];
        random.nextBytes(secret);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO store_state (id, secret, checkpoint) VALUES (1, ?, 0)")) {
            insert.setBytes(1, secret);
            insert.executeUpdate();
        }
        makeSafe(connection);
        return new State(new KeyHash(secret), 0);
    }

    /** The hash under this database's secret. */
    public KeyHash keyHash() {
        return state.keyHash();
    }

    /** The last journal segment that was taken over when the database was opened. */
    public long checkpointAtStart() {
        return state.checkpoint();
    }

    /** Borrows a connection that commits each statement by itself. Closing it gives it back. */
    public Connection borrow() throws SQLException {
        return pool.getConnection();
    }

    /** Prepares a statement that cannot take for ever. */
    static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(STATEMENT_SECONDS);
        return statement;
    }

    /** Returns when all that was committed is on the disk itself. */
    static void makeSafe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    /** Whether the file is where it was. A file that was moved away or deleted is written to no avail. */
    public boolean inPlace() {
        return Files.exists(file);
    }

    /** The size of the database's file in bytes. */
    public long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Closes the database in bounded time; what is not in its file by then is still in the journal. */
    @Override
    public void close() {
        try (Connection connection = borrow();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.debug("closing the database", e);
        } finally {
            pool.close();
        }
    }
}
