package org.doorward.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the journal relies on when it drops a segment: after {@link Database#makeSafe} the file alone, as a kill would leave it,
 * holds what was committed. A change of H2's version must pass this; see docs/decisions/0004.
 */
class SyncedFileTest {

    @TempDir
    Path directory;

    /** H2 2.5.252 breaks this once it writes into space that it has used before: its start finds an older state of the file. */
    @Test
    void whatWasMadeSafeIsFoundInACopyOfTheFile() throws Exception {
        try (Connection connection = original()) {
            for (int number = 1; number <= 50; number++) {
                update(connection, number, 0);
                Database.makeSafe(connection);
                assertThat(numberInACopy(number)).isEqualTo(number);
            }
        }
    }

    /**
     * What the background writer does at any moment, made to happen at the worst one. With {@code CHECKPOINT SYNC} one copy in
     * fifty holds an older state, with 2.4.240 as with others.
     */
    @Test
    void whatTheBackgroundWriterHasJustBegunToStoreIsWaitedFor() throws Exception {
        try (Connection connection = original()) {
            for (int number = 1; number <= 300; number++) {
                update(connection, number, 500_000);
                Database.fileOf(connection).tryCommit();
                Database.makeSafe(connection);
                assertThat(numberInACopy(number)).isEqualTo(number);
            }
        }
    }

    /** Without a retention time space is used again at once, as otherwise after 45 seconds. */
    private Connection original() throws SQLException {
        Connection connection = open("original", ";RETENTION_TIME=0");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE one (number INT, filler VARBINARY)");
            statement.execute("INSERT INTO one VALUES (0, NULL)");
        }
        return connection;
    }

    private static void update(Connection connection, int number, int fillerBytes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE one SET number = ?, filler = ?")) {
            update.setInt(1, number);
            update.setBytes(2, new byte[fillerBytes]);
            update.executeUpdate();
        }
    }

    private Connection open(String name, String options) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + directory.resolve(name) + options);
    }

    /** A name of its own for each copy: H2 would take the same one for a database that it has open. */
    private int numberInACopy(int copyNumber) throws Exception {
        String name = "copy" + copyNumber;
        Path copy = Files.copy(directory.resolve("original.mv.db"), directory.resolve(name + ".mv.db"));
        try (Connection connection = open(name, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM one")) {
            row.next();
            return row.getInt(1);
        } finally {
            Files.delete(copy);
        }
    }
}
