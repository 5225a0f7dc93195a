package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.doorward.PolicyClient;
import org.doorward.real.NewcomerLoad.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many strangers come at once, each from an address of his own, and no name server says a word. */
@Tag("real")
class FloodWithoutDnsRealTest {

    private static final int STRANGERS = 10_000;
    private static final int CONNECTIONS = 16;

    /** The default of {@code decision.deadline}; a reply needs its time on a machine with other things to do. */
    private static final Duration DEADLINE = Duration.ofSeconds(5 + 2);

    /** docs/operations.md states 310 MiB at the peak. */
    private static final int MOST_MEBIBYTES = 400;

    private static final String LIST = """
            [[dnsbl.list]]
            zone = "%s.test"
            ask = ["ipv4", "ipv6"]
            points = 8
            """;

    @Test
    void eachIsDeferredInTimeAndTheMemoryIsBounded() throws IOException {
        try (TestFolder folder = TestFolder.make("flood");
                DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    folder.path().resolve("doorward.toml"),
                    LIST.formatted("a") + LIST.formatted("b") + LIST.formatted("c") + LIST.formatted("d"));
            DoorwardSetup setup = DoorwardSetup.in(folder.path())
                    .set("dns.servers=127.0.0.1:" + silent.getLocalPort())
                    .set("log.decisions=false");
            try (DoorwardProcess server = DoorwardProcess.start(setup);
                    NewcomerLoad load = NewcomerLoad.start(
                            server, "flood", CONNECTIONS, Duration.ZERO, FloodWithoutDnsRealTest::stranger)) {
                Waiting.until(STRANGERS + " answers", Duration.ofMinutes(3), () -> load.count() >= STRANGERS);
                load.stop();
                List<Answer> answers = load.answers();
                Answer slowest =
                        answers.stream().max(Comparator.comparing(Answer::took)).orElseThrow();
                long peak = peakMebibytes(server.pid());
                System.out.println("FloodWithoutDnsRealTest: " + answers.size() + " answers, the slowest after "
                        + slowest.took().toMillis() + " ms, " + peak + " MiB at the peak");

                assertThat(load.broken()).isEmpty();
                assertThat(answers).allMatch(Answer::deferred);
                assertThat(slowest.took()).isLessThan(DEADLINE);
                assertThat(peak).isLessThan(MOST_MEBIBYTES);
                assertThat(server.get("/metrics").body())
                        .contains("doorward_decisions_total")
                        .containsPattern(
                                "doorward_check_findings_total\\{check=\"dnsbl\",finding=\"unknown\"[^}]*\\} [1-9]");
            }
        }
    }

    private static Map<String, String> stranger(String sender) {
        int hash = sender.hashCode();
        String client = String.format(Locale.ROOT, "2001:db8:%x:%x::1", hash >>> 16, hash & 0xffff);
        return PolicyClient.request(client, sender, "user@test.invalid");
    }

    private static long peakMebibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
