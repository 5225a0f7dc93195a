package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FeedText;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.Offender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many bans as may stand: what they cost is printed, not asserted, for it is the machine's. */
@Timeout(300)
class ManyBansTest {

    private static final int MANY = 100_000;

    private static long busyBefore;

    @TempDir
    Path folder;

    @Test
    void allOfThemAreToldAndASingleChangeStaysSmall() throws Exception {
        try (RealLedger real = new RealLedger(folder)) {
            EnforcedBans bans = new EnforcedBans(real.ledger(), () -> true);
            long from = System.nanoTime();
            banMany(real);
            print("bans committed", from);
            byte[] whole = new byte[0];
            for (int round = 0; round < 5; round++) {
                from = System.nanoTime();
                whole = FeedNews.text(bans.since(Optional.empty()));
                print("the whole feed of " + whole.length + " bytes made", from);
            }
            from = System.nanoTime();
            News news = read(whole);
            print("read", from);
            assertThat(news.changes().begin()).hasSize(MANY);
            waitForRoom(real);
            RealLedger.await(real.ledger().lift(RealLedger.network("10.0.0.1/32"), real.now));
            from = System.nanoTime();
            byte[] change = FeedNews.text(bans.since(Optional.of(news.revision())));
            print("a change of " + change.length + " bytes made", from);
            assertThat(read(change).changes().end()).hasSize(1);
        }
    }

    private static void banMany(RealLedger real) {
        List<CompletionStage<Offender>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String network = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "/32";
            waiting.add(real.ledger()
                    .ban(new BanOrder(
                            RealLedger.network(network),
                            real.now,
                            "3 times dnsbl within 60 s",
                            "listed",
                            String.format("B%07d", i),
                            real.rules().banTerms())));
            if (waiting.size() == 2000) {
                waiting.forEach(RealLedger::await);
                waiting.clear();
                waitForRoom(real);
            }
        }
        waiting.forEach(RealLedger::await);
    }

    /** On a slow disk the database may be behind by all that the journal can hold. */
    private static void waitForRoom(RealLedger real) {
        while (real.backlog() > 20_000) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static News read(byte[] text) throws Exception {
        return FeedText.read(
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.US_ASCII)));
    }

    /** This thread's time on the processor says more than the clock where other things run. */
    private static void print(String what, long from) {
        long busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        System.out.println(
                what + " in " + Duration.ofNanos(System.nanoTime() - from).toMillis() + " ms, of which "
                        + Duration.ofNanos(busy - busyBefore).toMillis() + " ms on the processor");
        busyBefore = busy;
    }
}
