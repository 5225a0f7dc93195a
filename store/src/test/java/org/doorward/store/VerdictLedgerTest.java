package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Verdicts.client;
import static org.doorward.store.Verdicts.recipient;
import static org.doorward.store.Verdicts.sender;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of verdicts, what is dropped, and what is found again; on a clock that stands still. */
class VerdictLedgerTest {

    private static final VerdictLimits LIMITS = new VerdictLimits(1000, 100_000, 1_000_000, Duration.ofDays(14));

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong();
    private boolean away;
    private Database database;
    private VerdictWriter writer;

    @BeforeEach
    void open() throws StoreException {
        database = Database.open(directory, 1 << 20, 4, new Random(1));
        begin(LIMITS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void begin(VerdictLimits limits) {
        writer = new VerdictWriter(database, limits, () -> away, clock, nanos::get);
    }

    private void reopen() throws StoreException {
        database.close();
        open();
    }

    private void record(VerdictRecord verdict) {
        writer.queue(VerdictSeries.NOTABLE).add(() -> verdict);
    }

    private void record(String sender) {
        record(Verdicts.of(clock.instant(), sender));
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
        writer.work();
    }

    private List<String> senders(Subject subject, int limit) throws StoreException {
        return writer.latest(subject, limit).stream().map(VerdictRecord::sender).toList();
    }

    @Test
    void whatWasRecordedIsFoundBeforeItIsWrittenAndAfterwardsAndAfterARestart() throws StoreException {
        VerdictRecord verdict = Verdicts.full(clock.instant());
        record(verdict);
        assertThat(writer.latest(client("2001:db8::7"), 10)).containsExactly(verdict);
        assertThat(writer.status().rows()).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(writer.status()).isEqualTo(new VerdictStatus(1, 0, 1, 0));
        assertThat(writer.latest(client("2001:db8::7"), 10)).containsExactly(verdict);
        reopen();
        assertThat(writer.latest(client("2001:db8::7"), 10)).containsExactly(verdict);
        assertThat(writer.status().rows()).isOne();
    }

    @Test
    void aFewVerdictsAreWrittenAfterSomeSecondsAndManyAtOnce() {
        record("first");
        pass(Duration.ofSeconds(9));
        assertThat(writer.status().recorded()).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(writer.status().recorded()).isOne();
        IntStream.range(0, 128).forEach(i -> record("more"));
        pass(Duration.ofMillis(100));
        assertThat(writer.status().recorded()).isEqualTo(129);
    }

    @Test
    void verdictsAreFoundByAnyNetworkOfTheirClient() throws StoreException {
        record(Verdicts.of(clock.instant(), "198.51.100.7", "a", "r"));
        record(Verdicts.of(clock.instant(), "198.51.100.200", "b", "r"));
        record(Verdicts.of(clock.instant(), "2001:db8:0:1::1", "c", "r"));
        record(Verdicts.of(clock.instant(), "2001:db8:0:1::2", "d", "r"));
        record(Verdicts.of(clock.instant(), "unknown", "e", "r"));
        pass(Duration.ofSeconds(10));
        assertThat(senders(client("198.51.100.7"), 9)).containsExactly("a");
        assertThat(senders(client("198.51.100.0/25"), 9)).containsExactly("a");
        assertThat(senders(client("198.51.100.0/24"), 9)).containsExactly("b", "a");
        assertThat(senders(client("0.0.0.0/0"), 9)).containsExactly("b", "a");
        assertThat(senders(client("2001:db8:0:1::1"), 9)).containsExactly("c");
        assertThat(senders(client("2001:db8:0:1::/64"), 9)).containsExactly("d", "c");
        assertThat(senders(client("::/0"), 9)).containsExactly("d", "c");
        assertThat(senders(client("198.51.101.0/24"), 9)).isEmpty();
    }

    @Test
    void verdictsAreFoundBySenderAndRecipientWhateverTheirCase() throws StoreException {
        record(Verdicts.full(clock.instant()));
        record(Verdicts.of(clock.instant(), ""));
        pass(Duration.ofSeconds(10));
        assertThat(writer.latest(sender("sENDER@example.net"), 9)).hasSize(1);
        assertThat(writer.latest(recipient("RECIPIENT@EXAMPLE.org"), 9)).hasSize(1);
        assertThat(writer.latest(sender("recipient@example.org"), 9)).isEmpty();
        assertThat(senders(sender(""), 9)).as("the null sender").containsExactly("");
    }

    @Test
    void ofManyTheLatestAreFoundWhereverTheyStand() throws StoreException {
        for (int i = 0; i < 700; i++) {
            VerdictRecord verdict = Verdicts.of(clock.instant(), i % 7 == 0 ? "seven" : "other" + i);
            VerdictSeries series = i % 3 == 0 ? VerdictSeries.PLAIN : VerdictSeries.NOTABLE;
            writer.queue(series).add(() -> verdict);
            pass(Duration.ofMillis(i % 100 == 0 ? 10_000 : 1));
        }
        assertThat(writer.status().recorded()).isLessThan(700);
        List<VerdictRecord> found = writer.latest(sender("seven"), 60);
        assertThat(found)
                .hasSize(60)
                .isSortedAccordingTo(Comparator.comparing(VerdictRecord::at).reversed());
        assertThat(writer.latest(sender("seven"), 1000)).hasSize(100);
    }

    @Test
    void whenTheQueueIsFullTheOldestAreDroppedAndCounted() throws StoreException {
        for (int i = 0; i < 1000; i++) {
            record("s" + i);
        }
        assertThat(writer.status().dropped()).isEqualTo(250);
        assertThat(writer.status().queued()).isEqualTo(750);
        pass(Duration.ofSeconds(1));
        assertThat(writer.status().recorded()).isEqualTo(750);
        assertThat(writer.latest(sender("s249"), 1)).isEmpty();
        assertThat(writer.latest(sender("s250"), 1)).hasSize(1);
        assertThat(writer.latest(sender("s999"), 1)).hasSize(1);
    }

    @Test
    void noMoreAreWrittenInASecondThanTheRateAllows() {
        begin(new VerdictLimits(100_000, 200, 1_000_000, Duration.ofDays(14)));
        IntStream.range(0, 5000).forEach(i -> record("s" + i));
        for (int tick = 0; tick < 100; tick++) {
            pass(Duration.ofMillis(100));
        }
        assertThat(writer.status().recorded()).isBetween(1990L, 2000L);
        pass(Duration.ofMinutes(5));
        assertThat(writer.status().recorded())
                .as("no more is saved up than a second's")
                .isBetween(2190L, 2200L);
    }

    @Test
    void aFloodOfPlainPassesPushesNothingNotableOut() throws StoreException {
        begin(new VerdictLimits(1000, 1000, 8000, Duration.ofDays(14)));
        record("notable");
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 500; j++) {
                VerdictRecord verdict = Verdicts.of(clock.instant(), "plain");
                writer.queue(VerdictSeries.PLAIN).add(() -> verdict);
            }
            record("notable" + i);
            pass(Duration.ofMillis(100));
        }
        pass(Duration.ofMinutes(1));
        assertThat(writer.latest(sender("notable"), 9)).hasSize(1);
        assertThat(writer.latest(sender("notable0"), 9)).hasSize(1);
        assertThat(writer.status().rows()).isBetween(1700L, 2300L);
        assertThat(writer.status().dropped()).isGreaterThan(50_000);
    }

    @Test
    void whatIsTooOldIsDroppedWhole() throws StoreException {
        record("old");
        pass(Duration.ofSeconds(10));
        pass(Duration.ofDays(2));
        record("new");
        pass(Duration.ofSeconds(10));
        assertThat(writer.status().rows()).isEqualTo(2);
        pass(Duration.ofDays(12));
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("new");
        reopen();
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("new");
        pass(Duration.ofDays(3));
        assertThat(senders(recipient("user@example.org"), 9)).isEmpty();
        record("again");
        pass(Duration.ofMinutes(1));
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("again");
        assertThat(tables()).isEqualTo(2);
    }

    private long tables() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'VERDICT@_%@_%' ESCAPE '@'"
                                + " AND table_name <> 'VERDICT_GENERATION'")) {
            row.next();
            return row.getLong(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsTooManyIsDroppedOldestFirst() throws StoreException {
        begin(new VerdictLimits(1000, 100_000, 4000, Duration.ofDays(14)));
        for (int i = 0; i < 10_000; i++) {
            record("s" + i);
            if (i % 500 == 499) {
                pass(Duration.ofMinutes(1));
            }
        }
        assertThat(writer.status().rows()).isBetween(2500L, 3000L);
        assertThat(writer.latest(sender("s9999"), 1)).hasSize(1);
        assertThat(writer.latest(sender("s7500"), 1)).hasSize(1);
        assertThat(writer.latest(sender("s6900"), 1)).isEmpty();
    }

    @Test
    void textsAreCutToTheirBounds() {
        String endless = "\ud83d\ude00".repeat(5000);
        VerdictRecord cut = new VerdictRecord(
                clock.instant(),
                Verdicts.full(clock.instant()).client(),
                endless,
                endless,
                endless,
                endless,
                "x" + endless,
                endless,
                endless,
                endless,
                endless,
                false,
                Duration.ZERO,
                endless);
        assertThat(cut.name()).hasSize(260);
        assertThat(cut.sender()).as("not within a pair").hasSize(259);
        assertThat(cut.detail()).hasSize(400);
        assertThat(cut.findings()).hasSize(1000);
        assertThat(cut.reason()).hasSize(40);
    }

    @Test
    void theLongestVerdictsAreWrittenAndFound() throws StoreException {
        String longest = "\u20ac".repeat(5000);
        VerdictRecord verdict = new VerdictRecord(
                clock.instant(),
                Verdicts.full(clock.instant()).client(),
                longest,
                longest,
                longest,
                longest,
                longest,
                longest,
                longest,
                longest,
                longest,
                false,
                Duration.ZERO,
                longest);
        IntStream.range(0, 300).forEach(i -> record(verdict));
        pass(Duration.ofSeconds(1));
        assertThat(writer.latest(sender(longest), 1000)).hasSize(300).containsOnly(verdict);
    }

    @Test
    void aRecordThatCannotBeMadeCostsNoOther() throws StoreException {
        record("before");
        writer.queue(VerdictSeries.NOTABLE).add(() -> {
            throw new IllegalStateException("as a bug would");
        });
        record("after");
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("after", "before");
        pass(Duration.ofSeconds(10));
        assertThat(writer.status()).isEqualTo(new VerdictStatus(2, 1, 2, 0));
    }

    @Test
    void whileTheFilesAreAwayVerdictsWaitAndTheOldestAreDropped() throws StoreException {
        away = true;
        IntStream.range(0, 1000).forEach(i -> record("s" + i));
        pass(Duration.ofSeconds(10));
        assertThat(writer.status()).isEqualTo(new VerdictStatus(0, 250, 0, 750));
        away = false;
        pass(Duration.ofSeconds(1));
        assertThat(writer.status()).isEqualTo(new VerdictStatus(750, 250, 750, 0));
    }

    @Test
    void whileTheTablesAreSickVerdictsWaitAndRecordingRecoversByItself() throws Exception {
        record("before");
        pass(Duration.ofSeconds(10));
        sql("ALTER TABLE verdict_block_1 RENAME TO away_verdict_block_1");
        record("meanwhile");
        pass(Duration.ofSeconds(10));
        assertThat(writer.status().recorded()).isOne();
        sql("ALTER TABLE away_verdict_block_1 RENAME TO verdict_block_1");
        record("later");
        pass(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(10));
        assertThat(writer.status()).isEqualTo(new VerdictStatus(3, 0, 3, 0));
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("later", "meanwhile", "before");
    }

    /** As after a write that failed within the database: what it had just taken may be lost, tables too. */
    @Test
    void afterADatabaseWasOpenedAnewWithoutItsLastTablesRecordingGoesOn() throws Exception {
        record("before");
        pass(Duration.ofSeconds(10));
        sql("DROP TABLE verdict_block_1");
        sql("DROP TABLE verdict_keys_1");
        sql("DELETE FROM verdict_generation");
        record("meanwhile");
        pass(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(2));
        assertThat(senders(recipient("user@example.org"), 9)).containsExactly("meanwhile");
    }

    private void sql(String text) throws Exception {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** Whatever happens between, all that was recorded is found as a list would have it. */
    @Test
    void theLedgerAnswersAsAListWould() throws StoreException {
        long seed = 20261126;
        Random random = new Random(seed);
        List<VerdictRecord> model = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            clock.advance(Duration.ofMillis(1));
            VerdictRecord verdict = Verdicts.of(
                    Instant.ofEpochMilli(clock.instant().toEpochMilli()),
                    random.nextBoolean() ? "198.51.100." + random.nextInt(50) : "2001:db8::" + random.nextInt(50),
                    "s" + random.nextInt(40),
                    "R" + random.nextInt(40));
            model.add(verdict);
            writer.queue((random.nextBoolean() ? VerdictSeries.NOTABLE : VerdictSeries.PLAIN))
                    .add(() -> verdict);
            if (random.nextInt(40) == 0) {
                pass(Duration.ofSeconds(random.nextInt(20)));
            }
            if (random.nextInt(500) == 0) {
                writer.finish();
                reopen();
            }
            if (random.nextInt(20) == 0) {
                Subject subject = subject(random);
                List<VerdictRecord> latestFirst = new ArrayList<>(model.stream()
                        .filter(subject::concerns)
                        .sorted(Comparator.comparing(VerdictRecord::at).reversed())
                        .toList());
                int limit = 1 + random.nextInt(30);
                assertThat(writer.latest(subject, limit))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(latestFirst.subList(0, Math.min(limit, latestFirst.size())));
            }
        }
    }

    private static Subject subject(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> client("198.51.100." + random.nextInt(60));
            case 1 -> client("198.51.100.32/27");
            case 2 -> client("2001:db8::/64");
            case 3 -> sender("S" + random.nextInt(50));
            default -> recipient("r" + random.nextInt(50));
        };
    }
}
