package org.doorward.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that make a database, as stores already have written them down. */
class MigrationsTest {

    @TempDir
    Path directory;

    /**
     * A store keeps the check sum of each script that it has had, and is refused by a Doorward whose script is another: one
     * changed letter locks everybody out of what they have.
     */
    @Test
    void noScriptIsChangedThatAStoreMayHave() throws Exception {
        open().close();
        assertThat(scriptsOfTheDatabase())
                .as(
                        "Never edit a script here, not even its comments: put it back as it was, and add another one. Of that one add the"
                                + " line to this list")
                .containsExactly(
                        "1 V1__greylist.sql 2475050121",
                        "2 V2__offenders.sql 1822674404",
                        "3 V3__verdicts.sql 1497706383",
                        "4 V4__watch_marks.sql 1431515056");
    }

    private List<String> scriptsOfTheDatabase() throws Exception {
        List<String> scripts = new ArrayList<>();
        try (Database database = open();
                Connection connection = database.borrow();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT number, script, check_sum FROM schema_version ORDER BY number")) {
            while (row.next()) {
                scripts.add(row.getInt(1) + " " + row.getString(2) + " " + row.getLong(3));
            }
        }
        return scripts;
    }

    @Test
    void aDatabaseThatHadAnotherScriptIsRefused() throws Exception {
        try (Database database = open();
                Connection connection = database.borrow();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE schema_version SET check_sum = check_sum + 1 WHERE number = 2");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(Database.file(directory).toString())
                .hasMessageContaining("V2__offenders.sql");
    }

    private Database open() throws StoreException {
        return Database.open(directory, 1 << 20, 2, new Random(1));
    }
}
