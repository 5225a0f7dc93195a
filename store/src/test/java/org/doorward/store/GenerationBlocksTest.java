package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation of so many triplets that they stand in several blocks. */
class GenerationBlocksTest {

    private static final int GENERATION = 1500;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private Store store;

    @BeforeEach
    void openAndFillOneGeneration() throws Exception {
        store = Stores.open(directory, GENERATION, clock);
        for (int i = 0; i <= GENERATION; i++) {
            first(i);
        }
        Await.until("it is in the database", () -> store.status().generations() == 1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private boolean first(int number) throws StoreException {
        Standing standing = Await.result(store.greylist().attempt(Attempts.of("sender" + number, clock)));
        return ((Standing.Pending) standing).first();
    }

    private int blocks() throws Exception {
        try (Connection connection = Stores.connect(directory);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM greylist_pending_1")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void eachTripletIsFoundInItsBlockAndNoOtherIs() throws Exception {
        assertThat(blocks()).isEqualTo(16);
        for (int i = 0; i < GENERATION; i++) {
            assertThat(first(i)).as("sender" + i).isFalse();
        }
        for (int i = 0; i < GENERATION / 2; i++) {
            assertThat(first(10 * GENERATION + i)).as("a new one").isTrue();
        }
    }

    @Test
    void afterARestartTheyAreFoundInTheSameBlocks() throws Exception {
        store.close();
        store = Stores.open(directory, GENERATION, clock);
        for (int i = 0; i < GENERATION; i++) {
            assertThat(first(i)).as("sender" + i).isFalse();
        }
    }

    @Test
    void whoIsInADamagedBlockIsPromisedNothing() throws Exception {
        Stores.sql(directory, "UPDATE greylist_pending_1 SET content = X'504711'");
        assertThatThrownBy(() -> first(0)).isInstanceOf(StoreException.class);
        assertThat(first(GENERATION)).as("in the journal still").isFalse();
    }
}
