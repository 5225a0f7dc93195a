package org.doorward.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dns.ZoneDns;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderRangesTest {

    private final ZoneDns dns = new ZoneDns()
            .txt("big.example", "v=spf1 include:_spf.big.example ~all")
            .txt("_spf.big.example", "v=spf1 include:_net1.big.example include:_net2.big.example ?all")
            .txt("_net1.big.example", "v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.7 +ip6:2001:db8:1::/48 ~all")
            .txt("_net2.big.example", "V=SPF1 IP4:192.0.2.130/25 a:out.big.example/30 mx:big.example//64 -all")
            .address("out.big.example", "203.0.113.17")
            .mx("big.example", 10, "mx.big.example")
            .address("mx.big.example", "203.0.113.99")
            .address("mx.big.example", "2001:db8:2::9")
            .txt("other.example", "v=spf1 redirect=_spf.other.example")
            .txt("_spf.other.example", "v=spf1 ip4:198.51.100.128/25 -all");
    private final Hand scheduler = new Hand();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void knowsWhatALargeSenderPublishes() {
        SenderRanges ranges = resolved("big.example");

        for (String inside : List.of(
                "198.51.100.1",
                "203.0.113.7",
                "2001:db8:1:ffff::1",
                "192.0.2.200",
                "203.0.113.19",
                "203.0.113.99",
                "2001:db8:2::1")) {
            assertThat(ranges.rangeOf(address(inside))).as(inside).contains("big.example");
        }
        for (String outside : List.of(
                "198.51.101.1",
                "203.0.113.8",
                "2001:db8:3::1",
                "192.0.2.1",
                "203.0.113.20",
                "203.0.113.98",
                "2001:db8:2:1::")) {
            assertThat(ranges.rangeOf(address(outside))).as(outside).isEmpty();
        }
    }

    @Test
    void saysWhoseTheMoreSpecificRangeIs() {
        SenderRanges ranges = resolved("big.example", "other.example");

        assertThat(ranges.rangeOf(address("198.51.100.1"))).contains("big.example");
        assertThat(ranges.rangeOf(address("198.51.100.200"))).contains("other.example");
        assertThat(ranges.sizes()).isEqualTo(Map.of("big.example", 7, "other.example", 1));
    }

    @Test
    void knowsNothingBeforeItIsResolvedAndWaitsWithoutAThread() {
        SenderRanges ranges = ranges("big.example");
        dns.keepBack();
        ranges.start();
        scheduler.run();
        assertThat(ranges.rangeOf(address("198.51.100.1"))).isEmpty();

        dns.release();

        assertThat(ranges.rangeOf(address("198.51.100.1"))).contains("big.example");
    }

    @Test
    void keepsTheOldRangesOfADomainWhenTheDnsFailsForIt() {
        SenderRanges ranges = resolved("big.example", "other.example");
        dns.forget("_net2.big.example");
        dns.failing("_net2.big.example", Failure.TIMEOUT);
        dns.forget("_spf.other.example");
        dns.txt("_spf.other.example", "v=spf1 ip4:192.0.2.0/26 -all");

        scheduler.run();

        assertThat(ranges.rangeOf(address("203.0.113.99"))).contains("big.example");
        assertThat(ranges.rangeOf(address("192.0.2.1"))).contains("other.example");
        assertThat(ranges.rangeOf(address("198.51.100.200"))).contains("big.example");
    }

    @Test
    void comesBackSoonerWhenTheDnsFailsAndNeverSoonerThanAMinute() {
        dns.failing("gone.example", Failure.SERVER_FAILURE);
        SenderRanges ranges = ranges("gone.example");
        ranges.start();
        for (int i = 0; i < 12; i++) {
            scheduler.run();
        }
        dns.recovered("gone.example");
        dns.txt("gone.example", "v=spf1 ip4:198.51.100.0/24 -all");
        scheduler.run();

        assertThat(scheduler.delays.get(1)).isBetween(54_000L, 66_000L);
        assertThat(scheduler.delays.get(2)).isBetween(108_000L, 132_000L);
        assertThat(scheduler.delays.get(12)).isBetween(6 * 3_240_000L, 6 * 3_960_000L);
        assertThat(scheduler.delays.get(13)).isBetween(6 * 3_240_000L, 6 * 3_960_000L);
        assertThat(ranges.rangeOf(address("198.51.100.1"))).contains("gone.example");
    }

    @Test
    void leavesOutWhatIsNoSendersRange() {
        dns.txt(
                "odd.example",
                "v=spf1 ip4:0.0.0.0/0 ip4:10.0.0.0/7 ip6:::/0 ip6:2000::/3 -ip4:192.0.2.1 ~ip4:192.0.2.2 ?ip4:192.0.2.3 all"
                        + " exists:%{i}.odd.example ptr a:%{d} mx:%{i} include:%{i}.x a/33 a//129 ip4:1.2.3 ip4:192.0.2.4/33"
                        + " ip6:192.0.2.5/999 include: redirect= a: moo ip4:198.51.100.9");

        SenderRanges ranges = resolved("odd.example");

        assertThat(ranges.sizes()).isEqualTo(Map.of("odd.example", 1));
        assertThat(ranges.rangeOf(address("198.51.100.9"))).contains("odd.example");
    }

    @Test
    void endsInALoopAndInATreeWithoutEnd() {
        dns.txt("loop.example", "v=spf1 include:loop.example include:pool.example ip4:198.51.100.1 -all")
                .txt("pool.example", "v=spf1 redirect=loop.example");
        for (int i = 0; i < 500; i++) {
            dns.txt("t" + i + ".example", "v=spf1 include:t" + (i + 1) + ".example ip4:198.51.100." + i % 256);
        }
        StringBuilder many = new StringBuilder("v=spf1");
        for (int i = 0; i < 6000; i++) {
            many.append(" ip4:10.").append(i / 256).append('.').append(i % 256).append(".1");
        }
        dns.txt("many.example", many.toString());

        SenderRanges ranges = resolved("loop.example", "t0.example", "many.example");

        assertThat(ranges.sizes()).containsEntry("loop.example", 1).containsEntry("many.example", 5000);
        assertThat(dns.asked()).hasSizeLessThan(210);
    }

    @Test
    void stopsWhenItIsClosed() {
        SenderRanges ranges = resolved("big.example");
        ranges.close();

        scheduler.run();

        assertThat(scheduler.delays).hasSize(2);
        assertThat(ranges.rangeOf(address("198.51.100.1"))).contains("big.example");
    }

    @Test
    void withoutDomainsItAsksNothing() {
        SenderRanges ranges = ranges();
        ranges.start();

        assertThat(scheduler.delays).isEmpty();
        assertThat(ranges.rangeOf(address("198.51.100.1"))).isEqualTo(Optional.empty());
    }

    @Test
    void takesWhateverADomainPublishes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String record = AnyRecord.of(random);
            ZoneDns zone = new ZoneDns().txt("example.org", record).txt("in.example", AnyRecord.of(random));
            assertThat(RangeWalk.of(zone, "example.org").toCompletableFuture())
                    .as("seed %d, record %s", seed, record)
                    .isCompleted();
        }
    }

    private SenderRanges resolved(String... domains) {
        SenderRanges ranges = ranges(domains);
        ranges.start();
        scheduler.run();
        return ranges;
    }

    private SenderRanges ranges(String... domains) {
        return new SenderRanges(dns, List.of(domains), Duration.ofHours(6), scheduler, new Random(1));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** Runs a task when the test says so, and never by itself. */
    private static final class Hand extends ScheduledThreadPoolExecutor {

        private final List<Long> delays = new ArrayList<>();
        private Optional<Runnable> task = Optional.empty();

        Hand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            delays.add(unit.toMillis(delay));
            ScheduledFuture<?> never = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            task = Optional.of(() -> {
                if (!never.isCancelled()) {
                    command.run();
                }
            });
            return never;
        }

        void run() {
            Optional<Runnable> due = task;
            task = Optional.empty();
            due.ifPresent(Runnable::run);
        }
    }
}
