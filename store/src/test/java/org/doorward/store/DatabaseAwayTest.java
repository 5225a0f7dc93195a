package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database, or its files, go away while the store runs, and come back. */
class DatabaseAwayTest {

    private static final int GENERATION = 50;

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private Path directory = Path.of("");
    private Store store;
    private int flood;

    @BeforeEach
    void openWithRowsInTheDatabase() throws Exception {
        directory = root.resolve("state");
        store = Store.open(Stores.config(directory, GENERATION), events, clock, System::nanoTime, new Random(1));
        for (int i = 0; i < 2 * GENERATION + 10; i++) {
            attempt("old" + i);
        }
        Await.until("two generations are in the database", () -> store.status().generations() == 2);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Standing attempt(String sender) throws StoreException {
        return Await.result(store.greylist().attempt(Attempts.of(sender, clock)));
    }

    private boolean first(String sender) throws StoreException {
        return ((Standing.Pending) attempt(sender)).first();
    }

    private Path away() {
        return root.resolve("away.mv.db");
    }

    /** As when an operator's tool, or a fault within H2, closes the database under the pool, and the file is gone then. */
    private void takeTheDatabaseAway() throws Exception {
        try (Connection connection = Stores.connect(directory);
                Statement statement = connection.createStatement()) {
            Files.move(Stores.databaseFile(directory), away());
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException closed) {
            assertThat(closed.getErrorCode()).isEqualTo(90121);
        }
    }

    private void putTheDatabaseBack() throws Exception {
        Files.move(away(), Stores.databaseFile(directory));
    }

    private void awaitOutage() {
        Await.until("the status says so", () -> !store.status().available());
        assertThat(events.outages).isNotEmpty();
    }

    private void awaitRecovery() {
        Await.until(() -> "it has recovered: " + store.status(), () -> {
            clock.advance(Duration.ofMillis(5));
            return store.status().available();
        });
        assertThat(events.recoveries.get()).isPositive();
    }

    @Test
    void whileTheFileIsAwayNothingIsPromisedAndNoEmptyDatabaseTakesItsPlace() throws Exception {
        takeTheDatabaseAway();
        awaitOutage();
        // Until the files are missed as well, whom surely nobody knows is still taken down, in the journal.
        Await.until("the files are missed", () -> refused("newer"));
        assertThatThrownBy(() -> attempt("new")).isInstanceOf(StoreException.class);
        assertThat(Stores.databaseFile(directory)).doesNotExist();
        putTheDatabaseBack();
        awaitRecovery();
        assertThat(first("new")).as("what was refused left nothing").isTrue();
        assertThat(first("old0")).isFalse();
        assertThat(first("old" + (2 * GENERATION + 9))).isFalse();
    }

    @Test
    void aDatabaseThatWasOnlyClosedIsOpenedAgain() throws Exception {
        takeTheDatabaseAway();
        putTheDatabaseBack();
        Await.until("an old triplet is known again", () -> {
            clock.advance(Duration.ofMillis(5));
            return knownAgain("old0");
        });
        awaitRecoveryIfNoticed();
        assertThat(first("old0")).isFalse();
        assertThat(first("new")).isTrue();
    }

    /** As on a full disk: H2 closes its file, and the connections do not notice. */
    @Test
    void afterAWriteThatFailedWithinTheDatabaseItIsOpenedAnew() throws Exception {
        try (Connection connection = Stores.connect(directory)) {
            if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                session.getDatabase().getStore().getMvStore().closeImmediately();
            }
        } catch (SQLException closed) {
            assertThat(closed.getErrorCode()).isEqualTo(90098);
        }
        Await.until("an old triplet is known again", () -> {
            clock.advance(Duration.ofMillis(5));
            return knownAgain("old0");
        });
        awaitRecoveryIfNoticed();
        for (int i = 0; i < GENERATION; i++) {
            attempt("more" + i);
        }
        Await.until(
                "another generation is in the database", () -> store.status().generations() == 3);
    }

    @Test
    void whenTheJournalIsFullTheStatusSaysSoAndRecoversAlthoughNobodyComes() throws Exception {
        breakTheTables();
        awaitOutage();
        Await.until(
                "the journal is full",
                () -> refused("flood" + flood++)
                        && store.status().problem().orElse("").contains("the journal is full"));
        mendTheTables();
        awaitRecovery();
    }

    private boolean refused(String sender) {
        try {
            attempt(sender);
            return false;
        } catch (StoreException e) {
            return true;
        }
    }

    private boolean knownAgain(String sender) {
        try {
            return !first(sender);
        } catch (StoreException e) {
            return false;
        }
    }

    private void awaitRecoveryIfNoticed() {
        Await.until("all is well", () -> store.status().available());
    }

    @Test
    void whatOnlyTheJournalKnowsIsAnsweredWhileTheDatabaseIsSick() throws Exception {
        breakTheTables();
        awaitOutage();
        assertThat(first("old" + (2 * GENERATION + 5))).as("in the journal").isFalse();
        assertThat(first("new")).as("surely nowhere").isTrue();
        assertThat(first("new")).isFalse();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            String old = "old" + i;
            assertThatThrownBy(() -> attempt(old)).isInstanceOf(StoreException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        mendTheTables();
        awaitRecovery();
        assertThat(first("old0")).isFalse();
        assertThat(first("new")).isFalse();
    }

    private void breakTheTables() throws SQLException {
        Stores.sql(directory, "ALTER TABLE greylist_passed RENAME TO greylist_passed_away");
        Stores.sql(directory, "ALTER TABLE greylist_pending_1 RENAME TO pending_1_away");
    }

    private void mendTheTables() throws SQLException {
        Stores.sql(directory, "ALTER TABLE greylist_passed_away RENAME TO greylist_passed");
        Stores.sql(directory, "ALTER TABLE pending_1_away RENAME TO greylist_pending_1");
    }

    @Test
    void whenTheJournalIsFullTooNothingIsPromisedAndAllThatWasTakenIsKept() throws Exception {
        breakTheTables();
        awaitOutage();
        List<String> taken = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 10 * GENERATION; i++) {
            // A few are refused before, which a filter takes for known.
            try {
                assertThat(first("flood" + i)).isTrue();
                taken.add("flood" + i);
            } catch (StoreException e) {
                refused.add("flood" + i);
            }
        }
        assertThat(taken).hasSizeBetween(4 * GENERATION, 5 * GENERATION);
        assertThatThrownBy(() -> attempt(refused.get(refused.size() - 1))).isInstanceOf(StoreException.class);
        assertThat(first(taken.get(0))).as("what is known needs no room").isFalse();
        mendTheTables();
        awaitRecovery();
        Await.until("all was taken over", () -> store.status().backlog() <= GENERATION);
        for (String sender : taken) {
            assertThat(first(sender)).as(sender).isFalse();
        }
        for (String sender : refused.subList(0, GENERATION)) {
            assertThat(first(sender)).as(sender).isTrue();
        }
    }

    @Test
    void aDirectoryThatIsMovedAwayKeepsNoPromiseUntilItIsBack() throws Exception {
        Path elsewhere = root.resolve("elsewhere");
        Files.move(directory, elsewhere);
        awaitOutage();
        assertThat(store.status().problem()).get().asString().contains("no longer where they were");
        assertThatThrownBy(() -> attempt("new")).isInstanceOf(StoreException.class);
        Files.move(elsewhere, directory);
        awaitRecovery();
        assertThat(first("new")).isTrue();
        assertThat(first("old0")).isFalse();
        assertThat(events.recoveries).hasValue(events.outages.size());
    }

    @Test
    void itClosesInBoundedTimeWithItsFilesAway() throws Exception {
        takeTheDatabaseAway();
        long start = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(Stores.databaseFile(directory)).doesNotExist();
    }
}
