package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.doorward.config.Vector;
import org.doorward.store.model.Mark;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.line.LogEntry;
import org.doorward.watch.source.LineSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real log file and a real store. Followers run on the test's own thread, and go on from step to step with what they tell. */
@Timeout(60)
class FollowerTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Follower.Pace IMPATIENT = new Follower.Pace(Duration.ZERO, Duration.ofMillis(2));
    private static final String NOTHING = "Nov 26 12:00:00 mx postfix/qmgr[7]: 4FE7E2167E4: removed";

    @TempDir
    Path directory;

    private final Map<String, WatchStatus> status = new ConcurrentHashMap<>();
    private final Events events = new Events();

    /** What is done, one after the other, each time that the log has been read to its end; behind the last one the follower stops. */
    private final Queue<Runnable> steps = new ArrayDeque<>();

    private Follower.Pace pace = new Follower.Pace(Duration.ZERO, Duration.ofSeconds(10));

    /** Stops the follower that follows now. */
    private Runnable stop = () -> {};

    private Path log = Path.of("");
    private SightingStore store;

    @BeforeEach
    void open() throws Exception {
        log = Files.createFile(directory.resolve("mail.log"));
        store = new SightingStore(directory.resolve("state"), NOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static final class Events implements WatchEvents {

        private int failures;
        private int faulty;
        private Runnable onFailure = () -> {};

        @Override
        public void linesRead(String source, int count) {}

        @Override
        public void sighted(String vector) {}

        @Override
        public void faulty(String source) {
            faulty++;
        }

        @Override
        public void failed(String source) {
            failures++;
            onFailure.run();
        }
    }

    private static String unknownUser(String client) {
        return "Nov 26 12:00:00 mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[" + client
                + "]: 550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table;"
                + " from=<x@y.example> to=<a@b.example> proto=ESMTP helo=<h>";
    }

    private void write(String line) {
        try {
            Files.writeString(log, line + "\n", StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Watch.Parts parts() {
        Sieve.Acquaintances nobody = new Sieve.Acquaintances() {
            @Override
            public void loggedIn(IpAddress address) {}

            @Override
            public boolean spared(IpAddress address, Vector vector) {
                return false;
            }
        };
        return new Watch.Parts(
                LineParser.Settings.defaults(), ZoneOffset.UTC, store::book, nobody, events, () -> NOW, () -> 0);
    }

    /** Follows the log from where the store has it, else from its beginning, until {@link #steps} are done. */
    private void follow() {
        follow(Optional.empty());
    }

    private void follow(Optional<Function<String, Optional<LogEntry>>> form) {
        QuietSource source = new QuietSource(log, store.mark(log));
        Follower follower = new Follower(new Watch.Log(source, form), parts(), status, pace);
        source.onQuiet(
                () -> Optional.ofNullable(steps.poll()).orElse(follower::stop).run());
        stop = follower::stop;
        follower.run();
    }

    private static void await(String what, BooleanSupplier become) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!become.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until %s", what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Test
    void what_could_not_be_recorded_before_a_stop_is_read_again_at_the_next_start() throws Exception {
        write(unknownUser("198.51.100.9"));
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(store.directory(), elsewhere);
        events.onFailure = () -> {
            stop.run();
            // The store is back just when the follower says for the last time how far it has read.
            store.bringBackFrom(elsewhere);
            await("the store works", store::available);
        };

        follow();

        assertThat(events.failures).isEqualTo(1);
        assertThat(store.count("198.51.100.9")).isZero();
        follow();
        assertThat(store.count("198.51.100.9")).isEqualTo(1);
    }

    @Test
    void a_store_that_takes_long_gets_each_chunk_once() throws Exception {
        write(unknownUser("198.51.100.9"));
        write(unknownUser("198.51.100.9"));
        pace = IMPATIENT;
        CountDownLatch letGo = store.hold();
        events.onFailure = () -> {
            assertThat(status.get("file:" + log)).extracting(WatchStatus::works).isNotEqualTo(true);
            if (events.failures == 3) {
                letGo.countDown();
            }
        };

        follow();

        assertThat(events.failures).isGreaterThanOrEqualTo(3);
        assertThat(store.count("198.51.100.9")).isEqualTo(2);
        assertThat(status.get("file:" + log)).extracting(WatchStatus::works).isEqualTo(true);
    }

    @Test
    void what_the_store_still_had_to_do_at_a_stop_counts_once() throws Exception {
        pace = IMPATIENT;
        AtomicReference<Optional<Mark>> begun = new AtomicReference<>(Optional.empty());
        AtomicReference<CountDownLatch> letGo = new AtomicReference<>(new CountDownLatch(0));
        steps.add(() -> write(NOTHING));
        steps.add(() -> {
            begun.set(store.mark(log));
            letGo.set(store.hold());
            write(unknownUser("198.51.100.9"));
        });
        events.onFailure = () -> stop.run();

        follow();
        letGo.get().countDown();

        await("the store has done it", () -> !store.mark(log).equals(begun.get()));
        events.onFailure = () -> {};
        follow();
        assertThat(store.count("198.51.100.9")).isEqualTo(1);
    }

    @Test
    void where_a_log_is_begun_is_recorded_before_the_watch_has_started() throws Exception {
        write(unknownUser("198.51.100.7"));
        Thread starter = Thread.currentThread();
        QuietSource source = new QuietSource(log, Optional.empty(), false);
        source.beforeReading(() -> await("the start waits", () -> starter.getState() == Thread.State.TIMED_WAITING));

        try (Watch watch = Watch.start(List.of(new Watch.Log(source, Optional.empty())), parts())) {
            assertThat(store.mark(log)).isPresent();
            assertThat(watch.status()).hasSize(1);
        }
        write(unknownUser("198.51.100.9"));
        follow();
        assertThat(store.count("198.51.100.7")).isZero();
        assertThat(store.count("198.51.100.9")).isEqualTo(1);
    }

    @Test
    void a_line_that_we_cannot_cope_with_is_passed_over_alone() {
        LineParser parser = Told.parser();
        write(unknownUser("198.51.100.7"));
        write("fault");
        write("deep fault");
        write(unknownUser("198.51.100.9"));

        follow(Optional.of(line -> {
            if (line.equals("fault")) {
                throw new IllegalStateException("a bug at \"" + line + "\"\nNov 26 12:00:00 forged");
            }
            if (line.equals("deep fault")) {
                throw new StackOverflowError();
            }
            return parser.entry(line);
        }));

        assertThat(events.faulty).isEqualTo(2);
        assertThat(store.count("198.51.100.7")).isEqualTo(1);
        assertThat(store.count("198.51.100.9")).isEqualTo(1);
    }

    @Test
    void lines_without_an_entry_are_read_lines_all_the_same() {
        write("no line of a log");

        follow();

        assertThat(status.get("file:" + log)).extracting(WatchStatus::works).isEqualTo(true);
        assertThat(store.mark(log).map(Mark::position))
                .hasValueSatisfying(position -> assertThat(position).contains(" 17 "));
    }

    @Test
    void what_a_log_dates_ahead_of_our_clock_was_done_now() {
        write(unknownUser("198.51.100.9").replace("Nov 26 12:00:00", "2031-01-01T00:00:00+01:00"));

        follow();

        assertThat(store.last("198.51.100.9")).isEqualTo(NOW);
    }

    @Test
    void a_line_counts_as_often_as_it_says_even_in_a_full_chunk() {
        for (int i = 1; i < LineSource.CHUNK_LINES; i++) {
            write(NOTHING);
        }
        write("Nov 26 12:00:00 mx dovecot: imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<bob>, "
                + "method=PLAIN, rip=198.51.100.9, lip=192.0.2.1, session=<x>");

        follow();

        assertThat(store.count("198.51.100.9")).isEqualTo(3);
    }
}
