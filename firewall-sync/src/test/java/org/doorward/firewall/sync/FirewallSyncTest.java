package org.doorward.firewall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.MemoryFirewall;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.feed.SavedBans;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With both threads, and a time that passes between two cycles, as told: each of them reads it more than once. */
class FirewallSyncTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    /** Each takes half a second: nothing that is waited for needs that many. */
    private static final int MOST_CYCLES = 20;

    private final MemoryFirewall firewall = new MemoryFirewall();
    private final Server server = new Server();
    private final BlockingQueue<SyncStatus> cycles = new LinkedBlockingQueue<>();
    private final Queue<Runnable> betweenCycles = new ConcurrentLinkedQueue<>();
    private final Queue<List<Knock>> told = new ConcurrentLinkedQueue<>();
    private volatile Duration passed = Duration.ZERO;
    private volatile Duration clockIsAhead = Duration.ZERO;
    private volatile boolean held;

    @TempDir
    private Path state;

    private FirewallSync sync;

    @BeforeEach
    void start() throws InterruptedException {
        FirewallSync.Parts parts =
                new FirewallSync.Parts(() -> NeverBanned.NOBODY, List::of, () -> held, told::add, this::cycled);
        SyncSettings settings = new SyncSettings(
                Duration.ofSeconds(15),
                Duration.ofMinutes(30),
                100_000,
                1000,
                Duration.ofMinutes(1),
                SyncSettings.Foreign.REMOVE);
        sync = new FirewallSync(
                firewall,
                server,
                new SavedBans(state.resolve("bans")),
                parts,
                settings,
                this::clock,
                () -> passed.toNanos());
        sync.start();
        server.waits();
        await(status -> status.inStep() && status.there() == 2);
    }

    @AfterEach
    void stop() {
        sync.stop();
    }

    /** While one question to the server waits, so that it is asked by a right clock before and after. */
    @Test
    void aClockThatIsSetForwardAndBackAgainEndsNoBanForGood() throws InterruptedException {
        between(() -> {
            pass(Duration.ofSeconds(1));
            clockIsAhead = Duration.ofHours(2);
        });
        await(status -> status.there() == 1);
        between(() -> pass(Duration.ofSeconds(11)));
        await(status -> status.wanted() == 1);
        between(() -> {
            pass(Duration.ofSeconds(1));
            clockIsAhead = Duration.ZERO;
        });
        await(status -> status.at().equals(NOON.plusSeconds(13)));

        server.hasNoNews();
        SyncStatus after = await(status -> status.there() == 2);
        assertThat(after.inStep()).isTrue();
    }

    @Test
    void whoKnocksIsToldOnceAMinute() throws InterruptedException {
        minute();
        assertThat(told).hasSize(1);
        minute();
        assertThat(told).hasSize(2);
    }

    /** To the server a report without knocks says that all are quiet. */
    @Test
    void nothingIsToldOfKnocksWhileTheFirewallIsLeftAlone() throws InterruptedException {
        held = true;
        await(status -> status.standing().equals("held"));
        minute();
        minute();
        assertThat(told).isEmpty();

        held = false;
        await(SyncStatus::inStep);
        minute();
        assertThat(told).hasSize(1);
    }

    @Test
    void nothingIsToldOfKnocksWhileTheFirewallIsGoneAndCannotBeMade() throws InterruptedException {
        between(() -> {
            firewall.held = null;
            firewall.unmakable = true;
            pass(Duration.ofSeconds(15));
        });
        await(status -> status.standing().equals("failing"));
        minute();
        minute();
        assertThat(told).isEmpty();
    }

    private void minute() throws InterruptedException {
        between(() -> pass(Duration.ofMinutes(1)));
        Instant then = clock().plus(Duration.ofMinutes(1));
        await(status -> status.at().equals(then));
    }

    private Instant clock() {
        return NOON.plus(passed).plus(clockIsAhead);
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Has the thread that does all to the firewall do this as well, before it begins its next cycle. */
    private void between(Runnable change) {
        betweenCycles.add(change);
    }

    private void cycled(SyncStatus status) {
        cycles.add(status);
        Runnable change = betweenCycles.poll();
        if (change != null) {
            change.run();
        }
    }

    /** Waits until a cycle ends so. */
    private SyncStatus await(Predicate<SyncStatus> wanted) throws InterruptedException {
        List<SyncStatus> seen = new ArrayList<>();
        for (int cycle = 0; cycle < MOST_CYCLES; cycle++) {
            SyncStatus status = cycles.poll(10, TimeUnit.SECONDS);
            assertThat(status).as("a further cycle after %s", seen).isNotNull();
            if (wanted.test(status)) {
                return status;
            }
            seen.add(status);
        }
        throw new AssertionError("none of the cycles ended so: " + seen);
    }

    /** Two bans, one for an hour and one for a day; tells all of them when asked without a revision, and else waits until it is told. */
    private static final class Server implements BanFeed {

        private final Semaphore waiting = new Semaphore(0);
        private final Semaphore ends = new Semaphore(0);

        @Override
        public News next(String since, Duration patience) throws InterruptedException {
            if (since == null) {
                return new News(
                        "1",
                        true,
                        new BanChanges(List.of(), List.of(ban("198.51.100.7", 3600), ban("198.51.100.8", 86_400))));
            }
            waiting.release();
            ends.acquire();
            return new News(since, false, new BanChanges(List.of(), List.of()));
        }

        void waits() throws InterruptedException {
            assertThat(waiting.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }

        void hasNoNews() {
            ends.release();
        }

        private static FirewallBan ban(String address, long seconds) {
            return new FirewallBan(Cidr.parse(address).orElseThrow(), NOON.getEpochSecond() + seconds, "B7K2M9QX");
        }
    }
}
