package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NeededByHostTest {

    private static final Cidr GATEWAY = Cidr.parse("198.51.100.2/32").orElseThrow();
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void isNotWaitedForAtTheStartAndKnowsAllOnceItWasAsked() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (NeededByHost host = NeededByHost.start(
                List.of(source("slow", answers, List.of(new NeverBanSource.Found(GATEWAY, "gateway")))), () -> NOON)) {
            assertThat(host.why(GATEWAY)).isEmpty();
            assertThat(host.asked().toCompletableFuture()).isNotDone();

            answers.countDown();
            host.asked().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(host.why(GATEWAY)).contains("it would touch 198.51.100.2/32, gateway (from slow)");
            assertThat(host.why(Cidr.parse("198.51.100.0/24").orElseThrow())).isPresent();
            assertThat(host.why(Cidr.parse("198.51.100.3/32").orElseThrow())).isEmpty();
        }
    }

    @Test
    void aSourceThatFailsOrBreaksKeepsNobodyWaiting() throws Exception {
        NeverBanSource failing = new NeverBanSource() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public Reading read() throws IOException {
                throw new IOException("it is broken");
            }
        };
        NeverBanSource faulty = new NeverBanSource() {
            @Override
            public String name() {
                return "faulty";
            }

            @Override
            public Reading read() {
                throw new IllegalStateException("a fault of ours");
            }
        };
        for (NeverBanSource source : List.of(failing, faulty)) {
            try (NeededByHost host = NeededByHost.start(List.of(source), () -> NOON)) {
                host.asked().toCompletableFuture().get(30, TimeUnit.SECONDS);
                assertThat(host.why(GATEWAY)).isEmpty();
            }
        }
    }

    @Test
    void whoWaitsForItsFirstLookIsLetGoWhenItIsClosed() throws Exception {
        NeededByHost host = NeededByHost.start(List.of(source("slow", new CountDownLatch(1), List.of())), () -> NOON);
        host.close();
        host.asked().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(host.why(GATEWAY)).isEmpty();
    }

    private static NeverBanSource source(String name, CountDownLatch answers, List<NeverBanSource.Found> found) {
        return new NeverBanSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Reading read() throws InterruptedException {
                answers.await();
                return new Reading(found, List.of());
            }
        };
    }
}
