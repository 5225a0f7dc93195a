package org.doorward.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;
import org.doorward.store.model.StoreException;
import org.h2.api.ErrorCode;

/**
 * Brings a database to the newest form: numbered scripts, each run once and written down with its check sum. A kill may
 * come between any two of a script's statements, so each must do no harm when it is done again.
 *
 * <p>Flyway does this and more; it costs a third of the time that this server has to be ready in, for a list that fits on one
 * screen (docs/decisions/0003-migrations.md).
 */
final class Migrations {

    private static final String FOLDER = "/org/doorward/store/sql/h2/";

    /** All scripts, the first one first. A script that a store may have is never changed; a new one is added. */
    private static final List<String> SCRIPTS =
            List.of("V1__greylist.sql", "V2__offenders.sql", "V3__verdicts.sql", "V4__watch_marks.sql");

    private Migrations() {}

    /** The newest form that this program knows. */
    static int newest() {
        return SCRIPTS.size();
    }

    /**
     * Runs the scripts that this database has not had yet.
     *
     * @throws StoreException when the database is newer than this program, or had another script of the same number
     */
    static void migrate(Connection connection, Path file) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version ("
                    + "number INTEGER NOT NULL PRIMARY KEY, script VARCHAR NOT NULL, check_sum BIGINT NOT NULL)");
        }
        int had = version(connection, file);
        for (int number = 1; number <= newest(); number++) {
            String script = script(number);
            if (number <= had) {
                verify(connection, file, number, script);
            } else {
                run(connection, number, script);
            }
        }
    }

    /**
     * The form that a database has; 0 when nothing, or only a part of the first script, was done.
     *
     * @throws StoreException when it is newer than this program
     */
    static int version(Connection connection, Path file) throws SQLException, StoreException {
        int had = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COALESCE(MAX(number), 0) FROM schema_version")) {
            rows.next();
            had = rows.getInt(1);
        } catch (SQLException e) {
            if (e.getErrorCode() != ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1) {
                throw e;
            }
        }
        if (had > newest()) {
            throw new StoreException("the database " + file + " has form " + had
                    + ", but this Doorward knows forms up to " + newest()
                    + ": a newer Doorward wrote it. Install that one again, or put back the copy that it made of the"
                    + " older database.");
        }
        return had;
    }

    private static void run(Connection connection, int number, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO schema_version (number, script, check_sum) VALUES (?, ?, ?)")) {
            insert.setInt(1, number);
            insert.setString(2, SCRIPTS.get(number - 1));
            insert.setLong(3, checkSum(script));
            insert.executeUpdate();
        }
    }

    private static void verify(Connection connection, Path file, int number, String script)
            throws SQLException, StoreException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT check_sum FROM schema_version WHERE number = ?")) {
            query.setInt(1, number);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next() || row.getLong(1) != checkSum(script)) {
                    throw new StoreException("the database " + file + " was made by another script than "
                            + SCRIPTS.get(number - 1) + " of this Doorward. Use the Doorward that made it.");
                }
            }
        }
    }

    private static String script(int number) {
        String name = FOLDER + SCRIPTS.get(number - 1);
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the program: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    private static long checkSum(String script) {
        CRC32 sum = new CRC32();
        sum.update(script.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
