package org.doorward.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.doorward.store.intake.FilePlace;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.model.StoreException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
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
    private final FilePlace place;
    private final HikariDataSource pool;
    private final StoreState state;
    private volatile boolean closed;

    private Database(Path file, FilePlace place, HikariDataSource pool, StoreState state) {
        this.file = file;
        this.place = place;
        this.pool = pool;
        this.state = state;
    }

    /**
     * Opens the database, or makes it when there is none. Ask {@link Inspection} first whether it should be.
     *
     * @param directory where its file is
     * @param cacheBytes the size of H2's page cache
     * @param connections the most connections at once, at least two: one reader and one writer
     * @param random where a new database's secret comes from
     * @throws StoreException when it cannot be opened
     */
    public static Database open(Path directory, long cacheBytes, int connections, RandomGenerator random)
            throws StoreException {
        Path file = file(directory);
        String url = url(directory, cacheBytes);
        try {
            Files.createDirectories(directory);
            VersionCopy.beforeOpening(file, Migrations.newest());
            try (Connection first = DriverManager.getConnection(url)) {
                return prepared(first, file, url, connections, random);
            }
        } catch (SQLException e) {
            throw Refusal.of(file, e);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use " + directory + ": " + e + ". It must be a directory that Doorward may write.", e);
        }
    }

    private static Database prepared(Connection first, Path file, String url, int connections, RandomGenerator random)
            throws SQLException, IOException, StoreException {
        boolean done = false;
        try {
            Migrations.migrate(first, file);
            StoreState state = state(first, random);
            VersionCopy.opened(file, Migrations.newest());
            Database database = new Database(file, FilePlace.of(file), pool(url, connections), state);
            done = true;
            return database;
        } finally {
            if (!done) {
                letGo(first);
            }
        }
    }

    /** Else the file would stay open and locked in this process, for nobody. Writes nothing. */
    static void letGo(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOG.debug("letting go of the database", e);
        }
    }

    /** Puts away what a making that was killed has left: a file with nothing in it. See {@link Inspection}. */
    public static void putAwayUnborn(Path directory) throws IOException {
        Path file = file(directory);
        if (Files.exists(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".unborn"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The file of a database in a directory. */
    public static Path file(Path directory) {
        return directory.resolve(NAME + ".mv.db");
    }

    private static String url(Path directory, long cacheBytes) throws StoreException {
        return bareUrl(directory) + ";DB_CLOSE_DELAY=-1;CACHE_SIZE=" + cacheBytes / 1024;
    }

    /** For a look at the file that changes nothing and closes it again. */
    static String readOnlyUrl(Path directory) throws StoreException {
        return bareUrl(directory) + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE";
    }

    /** Never {@code AUTO_SERVER}: it listens on all interfaces, on a port of its own. */
    private static String bareUrl(Path directory) throws StoreException {
        String path = directory.toAbsolutePath().resolve(NAME).toString();
        if (path.indexOf(';') >= 0) {
            throw new StoreException("the database cannot be in " + directory + ": the path holds a semicolon");
        }
        return "jdbc:h2:file:" + path + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    /** Its connections never make a database: where the file went away, an empty one in its place would hide that. */
    private static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url + ";IFEXISTS=TRUE");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(BORROW_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
        return new HikariDataSource(config);
    }

    private static StoreState state(Connection connection, RandomGenerator random) throws SQLException {
        Optional<StoreState> found = StoreState.read(connection);
        if (found.isPresent()) {
            return found.get();
        }
        byte[] secret = new byte[KeyHash.SECRET_BYTES];
        random.nextBytes(secret);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO store_state (id, secret, checkpoint) VALUES (1, ?, 0)")) {
            insert.setBytes(1, secret);
            insert.executeUpdate();
        }
        makeSafe(connection);
        return new StoreState(new KeyHash(secret), 0);
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

    /** A connection beside the pool, for what may wait as long as it takes: a slow start is no reason to give up. */
    public Connection connect() throws SQLException {
        if (closed) {
            // It would open the file again, for nobody.
            throw new SQLException("the database is closed");
        }
        return DriverManager.getConnection(pool.getJdbcUrl());
    }

    /** Prepares a statement that cannot take for ever. */
    static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(STATEMENT_SECONDS);
        return statement;
    }

    /**
     * Returns when all that was committed is on the disk itself.
     *
     * <p>{@code CHECKPOINT SYNC} does not promise that: what H2's own background writer has just begun to store counts as stored
     * there, and the file is forced before it was written. So the file is forced in a place behind all stores that are under
     * way, the one that {@code BACKUP TO} uses for its copy.
     *
     * @throws SQLException when it could not be written; then nothing is known of what is on the disk
     */
    static void makeSafe(Connection connection) throws SQLException {
        MVStore store = fileOf(connection);
        try {
            store.commit();
            store.executeFilestoreOperation(store::sync);
        } catch (MVStoreException e) {
            throw new SQLException("the database file cannot be forced to the disk: " + e.getMessage(), e);
        }
    }

    /** H2's file behind a connection. */
    static MVStore fileOf(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            return session.getDatabase().getStore().getMvStore();
        }
        throw new SQLException("the database is not in this process");
    }

    /**
     * Opens the database anew when H2 has closed its file, as it does after a write that failed. The connections of before do
     * not notice that by themselves; and the next use of any of them would close what others have opened meanwhile.
     */
    public void renewIfBroken() {
        try (Connection connection = pool.getConnection()) {
            if (fileOf(connection).isClosed()) {
                letGo(connection);
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        } catch (SQLException e) {
            LOG.debug("the database cannot be asked whether it is open", e);
        }
    }

    /** Whether the file is where it was. A file that was moved away or deleted is written to no avail. */
    public boolean inPlace() {
        return place.holds();
    }

    /** The size of the database's file in bytes. */
    public long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Closes the database in bounded time; what is not in its file by then is still in the journal. The pool goes first, for
     * it would replace the connection that the shutdown takes from it, and thereby open the database again.
     */
    @Override
    public void close() {
        try (Connection last = connect();
                Statement statement = last.createStatement()) {
            closed = true;
            pool.close();
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.debug("closing the database", e);
        } finally {
            pool.close();
        }
    }
}
