package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts in a whole store, with its threads. */
class VerdictStoreTest {

    @TempDir
    Path root;

    private static final VerdictLimits WIDE = new VerdictLimits(10_000, 2000, 1_000_000, Duration.ofDays(14));

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private Path directory;
    private Store store;

    @BeforeEach
    void open() throws StoreException {
        directory = root.resolve("state");
        open(WIDE);
    }

    private void open(VerdictLimits limits) throws StoreException {
        StoreConfig some = StoreConfig.defaults(directory);
        StoreConfig config = new StoreConfig(
                directory,
                some.forceEachCommit(),
                some.batchLimit(),
                some.queueLimit(),
                some.generationSpan(),
                some.generationRows(),
                some.pendingLimit(),
                some.pendingAge(),
                some.passedAge(),
                some.offenceAge(),
                some.banAge(),
                some.banLimit(),
                some.cacheEntries(),
                some.databaseCacheBytes(),
                some.connections(),
                some.startEmptyWhenDamaged(),
                limits);
        store = Store.open(config, events, clock, System::nanoTime, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void record(int count, String sender) {
        VerdictRecord verdict = Verdicts.of(clock.instant(), sender);
        IntStream.range(0, count).forEach(i -> store.verdicts().record(VerdictSeries.NOTABLE, () -> verdict));
    }

    private int found(String sender) throws StoreException {
        return store.verdicts().latest(Verdicts.sender(sender), 10_000).size();
    }

    @Test
    void aStopWritesWhatWaits() throws StoreException {
        record(3000, "before");
        close();
        open(WIDE);
        assertThat(found("before")).isEqualTo(3000);
        record(1, "after");
        assertThat(found("after")).isOne();
        assertThat(store.status().available()).isTrue();
    }

    @Test
    void manyAreWrittenWithoutBeingAskedFor() {
        record(1000, "many");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 1000);
        assertThat(store.verdicts().status().rows()).isEqualTo(1000);
    }

    @Test
    void withoutRoomNoneAreRecorded() throws StoreException {
        close();
        open(new VerdictLimits(1000, 1000, 0, Duration.ofDays(14)));
        record(500, "nobody");
        assertThat(store.verdicts().status()).isEqualTo(new VerdictStatus(0, 0, 0, 0));
        assertThat(found("nobody")).isZero();
    }

    /** Nothing was promised, so nothing is unavailable: the greylist's own look at the database is what counts. */
    @Test
    void sickTablesOfVerdictsAreNoOutageAndAreUsedAgainWhenTheyAreWell() throws Exception {
        record(200, "before");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 200);
        Stores.sql(directory, "ALTER TABLE verdict_generation RENAME TO away_generation");
        record(200, "meanwhile");
        Await.until("it has failed", this::readingFails);
        assertThat(Await.result(store.greylist().attempt(Attempts.of("somebody", clock))))
                .isNotNull();
        assertThat(store.status().available()).isTrue();
        assertThat(events.outages).isEmpty();
        Stores.sql(directory, "ALTER TABLE away_generation RENAME TO verdict_generation");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 400);
        assertThat(found("meanwhile")).isEqualTo(200);
        assertThat(found("before")).isEqualTo(200);
    }

    private boolean readingFails() {
        try {
            found("meanwhile");
            return false;
        } catch (StoreException e) {
            return true;
        }
    }

    @Test
    void whileTheStoreIsMovedAwayTheOldestAreDroppedAndItGoesOnWhenItIsBack() throws Exception {
        record(200, "before");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 200);
        Path elsewhere = root.resolve("elsewhere");
        Files.move(directory, elsewhere);
        Await.until("it is noticed", () -> !store.status().available());
        record(20_000, "meanwhile");
        VerdictStatus away = store.verdicts().status();
        assertThat(away.dropped()).isEqualTo(12_500);
        assertThat(away.queued()).isEqualTo(7500);
        Files.move(elsewhere, directory);
        Await.until("they are written", () -> store.verdicts().status().recorded() == 7700);
        assertThat(found("before")).isEqualTo(200);
        assertThat(found("meanwhile")).isEqualTo(7500);
    }

    /** As on a full disk: H2 closes its file, and what it had just taken may be lost. */
    @Test
    void afterAWriteThatFailedWithinTheDatabaseRecordingGoesOn() throws Exception {
        record(200, "before");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 200);
        try (Connection connection = Stores.connect(directory)) {
            if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                session.getDatabase().getStore().getMvStore().closeImmediately();
            }
        } catch (SQLException closed) {
            assertThat(closed.getErrorCode()).isEqualTo(90098);
        }
        record(200, "after");
        Await.until("they are written", () -> store.verdicts().status().recorded() == 400);
        Await.until("they are found", () -> {
            try {
                return found("after") == 200;
            } catch (StoreException e) {
                return false;
            }
        });
    }

    @Test
    void itClosesInBoundedTimeWithVerdictsWaitingAndItsFilesAway() throws Exception {
        Files.move(directory, root.resolve("elsewhere"));
        record(5000, "lost");
        long start = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(Stores.databaseFile(directory)).doesNotExist();
        assertThatThrownBy(() -> found("lost"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        record(1, "too late");
    }
}
