package org.doorward.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the journal relies on when it drops a segment: after {@link Database#makeSafe} the file alone, as a kill would leave it,
 * holds what was committed. H2 2.5.252 breaks that once it writes into space that it has used before (its start then finds an
 * older state of the file); 2.4.240 keeps it. A change of H2's version must pass this.
 */
class SyncedFileTest {

    private static final int COMMITS = 50;

    @TempDir
    Path directory;

    @Test
    void whatWasMadeSafeIsFoundInACopyOfTheFile() throws Exception {
        Path file = directory.resolve("original.mv.db");
        // Without a retention time space is used again at once, as otherwise after 45 seconds.
        try (Connection connection = open("original", ";RETENTION_TIME=0");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE one (number INT)");
            statement.execute("INSERT INTO one VALUES (0)");
            for (int number = 1; number <= COMMITS; number++) {
                statement.executeUpdate("UPDATE one SET number = " + number);
                Database.makeSafe(connection);
                // A name of its own each time: H2 would take the same one for a database that it has open.
                Path copy = Files.copy(file, directory.resolve("copy" + number + ".mv.db"));
                assertThat(numberIn("copy" + number)).isEqualTo(number);
                Files.delete(copy);
            }
        }
    }

    private Connection open(String name, String options) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + directory.resolve(name) + options);
    }

    private int numberIn(String name) throws SQLException {
        try (Connection connection = open(name, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM one")) {
            row.next();
            return row.getInt(1);
        }
    }
}
