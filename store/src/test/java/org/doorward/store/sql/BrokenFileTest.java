package org.doorward.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A write that failed makes H2 close its file under connections that know nothing of it, and that would, when used again,
 * take the database from those who have opened it anew.
 */
class BrokenFileTest {

    @TempDir
    Path directory;

    @Test
    void whenH2HasClosedItsFileTheDatabaseIsOpenedAnewForEverybody() throws Exception {
        try (Database database = Database.open(directory, 1 << 20, 4, new Random(1))) {
            Connection first = database.borrow();
            Connection second = database.borrow();
            first.close();
            second.close();
            try (Connection broken = database.borrow()) {
                Database.fileOf(broken).closeImmediately();
            }

            database.renewIfBroken();

            try (Connection one = database.borrow();
                    Connection two = database.borrow();
                    Connection three = database.borrow()) {
                for (Connection connection : new Connection[] {one, two, three, two, one}) {
                    assertThat(checkpoint(connection)).isZero();
                }
                Database.makeSafe(two);
            }
        }
    }

    @Test
    void aConnectionThatIsInUseMeanwhileFailsAndHarmsNobody() throws Exception {
        try (Database database = Database.open(directory, 1 << 20, 4, new Random(1))) {
            Connection inUse = database.borrow();
            try (Connection broken = database.borrow()) {
                Database.fileOf(broken).closeImmediately();
            }

            database.renewIfBroken();
            try (Connection anew = database.borrow()) {
                assertThat(checkpoint(anew)).isZero();
                try {
                    checkpoint(inUse);
                } catch (SQLException expected) {
                    assertThat(expected.getErrorCode()).isIn(90007, 90098, 90121);
                }
                inUse.close();
                assertThat(checkpoint(anew)).isZero();
            }
            try (Connection later = database.borrow()) {
                assertThat(checkpoint(later)).isZero();
            }
        }
    }

    @Test
    void aSoundDatabaseIsLeftAlone() throws Exception {
        try (Database database = Database.open(directory, 1 << 20, 4, new Random(1));
                Connection connection = database.borrow()) {
            database.renewIfBroken();
            assertThat(checkpoint(connection)).isZero();
        }
    }

    private static long checkpoint(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT checkpoint FROM store_state")) {
            row.next();
            return row.getLong(1);
        }
    }
}
