package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.doorward.CapturedLog;
import org.doorward.config.DnsblConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.dns.ZoneDns;
import org.doorward.dnsbl.DnsblAnswer;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.ManualTime;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where an operator sees that a DNS list is parked, and that it is back: in the log, in the metrics, and in {@code /health}. */
@Timeout(60)
class ParkedListTest {

    private static final String REFUSES = "the list's operator refuses to answer (127.255.255.254)";
    private static final String EVERYBODY = "it lists 127.0.0.1, and so everybody";

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final ZoneDns dns = new ZoneDns()
            .address("2.0.0.127.good.test", "127.0.0.2")
            .address("2.0.0.127.bl.test", "127.0.0.2")
            .address("7.100.51.198.bl.test", "127.255.255.254")
            .address("8.100.51.198.bl.test", "127.255.255.254");

    private CapturedLog log;
    private RunningAdmin admin;
    private HealthBook book;
    private DnsblClient lists;

    @BeforeEach
    void start() throws IOException {
        log = CapturedLog.of("org.doorward.dnsbl", Level.INFO);
        admin = new RunningAdmin();
        book = new HealthBook(dns, time, time, Duration.ofHours(1), admin.meters);
        admin.lists = book::status;
        lists = new DnsblClient(config(), book, dns, time, time::nanos);
        assertThat(admin.get("/health")).contains("\"lists_not_asked\":[]");
        metricsSay(true, false);
    }

    private DnsblConfig config() throws IOException {
        Path file = Files.writeString(folder.resolve("doorward.toml"), """
                [dnsbl]
                defaults = false
                [[dnsbl.list]]
                zone = "good.test"
                points = 4
                [[dnsbl.list]]
                zone = "bl.test"
                points = 4
                """);
        LoadResult loaded = new ConfigLoader(file, Map.of(), Set.of(), new StateDirectory(Map.of(), folder, folder))
                .load(Optional.of(file), List.of());
        return ((LoadResult.Loaded) loaded).config().dnsbl();
    }

    @AfterEach
    void stop() {
        book.close();
        admin.close();
        log.close();
    }

    @Test
    void aListThatIsParkedIsSaidOnceUntilWhenAndWhyAndWhenItIsBack() {
        ask("198.51.100.7");
        ask("198.51.100.8");
        ask("198.51.100.9");

        assertThat(log.lines()).containsExactly(parkedUntil("12:20:00", REFUSES));

        time.advance(Duration.ofMinutes(20));
        assertThat(log.lines())
                .containsExactly(
                        parkedUntil("12:20:00", REFUSES),
                        "INFO DNS list bl.test has proven itself, and is asked again");

        time.advance(Duration.ofHours(3));
        assertThat(log.lines()).as("while it serves").hasSize(2);
    }

    @Test
    void whenManyQuestionsAreUnderWayAndAllAnswersAreLiesThatIsSaidOnce() {
        dns.keepBack();
        CompletionStage<DnsblAnswer> one =
                lists.ask(IpAddress.parse("198.51.100.7").orElseThrow());
        CompletionStage<DnsblAnswer> other =
                lists.ask(IpAddress.parse("198.51.100.8").orElseThrow());
        assertThat(one).isNotCompleted();
        assertThat(other).isNotCompleted();
        dns.release();

        assertThat(log.lines()).containsExactly(parkedUntil("12:20:00", REFUSES));
    }

    @Test
    void aListThatStaysBadIsSaidAgainWithEachLongerPause() {
        dns.address("1.0.0.127.bl.test", "127.0.0.2");
        time.advance(Duration.ofMinutes(89));

        assertThat(log.lines()).containsExactly(parkedUntil("12:50:00", EVERYBODY), parkedUntil("13:30:00", EVERYBODY));
    }

    @Test
    void theMetricsSayWhichListIsParkedAndCountItsLie() throws IOException {
        ask("198.51.100.7");

        metricsSay(false, true);
        assertThat(admin.get("/metrics"))
                .contains("doorward_dnsbl_serving{list=\"good.test\"} 1.0")
                .contains("doorward_dnsbl_parked{list=\"good.test\"} 0.0")
                .contains("doorward_dnsbl_questions_total{list=\"bl.test\",outcome=\"lie\"} 1.0")
                .contains("doorward_dnsbl_questions_total{list=\"good.test\",outcome=\"not_listed\"} 1.0");

        time.advance(Duration.ofMinutes(20));
        metricsSay(true, false);
    }

    @Test
    void healthNamesTheListAndTheReasonAndIsWellOtherwise() throws IOException {
        ask("198.51.100.7");

        assertThat(admin.get("/health"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"status\":\"ready\"")
                .contains("\"lists_not_asked\":[\"bl.test: parked, " + REFUSES + "\"]");

        time.advance(Duration.ofMinutes(20));
        assertThat(admin.get("/health")).contains("\"lists_not_asked\":[]");
    }

    private static String parkedUntil(String when, String why) {
        return "WARN DNS list bl.test is parked until 2026-11-21T" + when + "Z, and counts for nothing: " + why;
    }

    private void metricsSay(boolean serving, boolean parked) throws IOException {
        assertThat(admin.get("/metrics"))
                .contains("doorward_dnsbl_serving{list=\"bl.test\"} " + (serving ? "1.0" : "0.0"))
                .contains("doorward_dnsbl_parked{list=\"bl.test\"} " + (parked ? "1.0" : "0.0"));
    }

    private void ask(String client) {
        assertThat(lists.ask(IpAddress.parse(client).orElseThrow())).isCompleted();
    }
}
