package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.doorward.firewall.report.MetricsFile;
import org.doorward.firewall.sync.SyncStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/alerts.yml, the dashboard, and the prose of docs/metrics.md to the meters that there are. */
class AlertsDocumentTest {

    private static final String ALERTS = Documents.text("docs/alerts.yml");
    private static final String DASHBOARD = Documents.text("docker/grafana/dashboards/doorward.json");
    private static final Pattern METER = Pattern.compile("\\bdoorward_[a-z_]+\\b");
    private static final Pattern SELECTED = Pattern.compile("\\b(doorward_[a-z_]+)\\{([a-z]+)=\"([a-z_]+)\"}");

    private static String scrape = "";

    @TempDir
    static Path folder;

    @BeforeAll
    static void scrape() throws IOException {
        Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
        meters.watch(List.of("file:/var/log/mail.log"), Map::of, log -> 0);
        meters.checks(List.of("greylist"));
        meters.rateLimits(List.of(SampleDecisions.limit()));
        meters.standing("zen.spamhaus.org", true, false);
        meters.decided(SampleDecisions.deferred());
        scrape = Scrapes.text(meters) + workersFile();
    }

    /** The firewall's worker has a file of its own. */
    private static String workersFile() throws IOException {
        SyncStatus status = new SyncStatus(
                Instant.EPOCH,
                "in_step",
                "",
                "nftables",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of("b4_32", 0L),
                Map.of("banned4", 0L),
                Map.of("drift_gone", 0L, "failures_missing", 0L),
                Instant.EPOCH,
                "",
                new SyncStatus.FeedStatus("", Instant.EPOCH, "", 0));
        Path file = folder.resolve("doorward.prom");
        new MetricsFile(file).write(status);
        return Files.readString(file);
    }

    @Test
    void every_meter_that_is_named_is_there() {
        for (String document : List.of(ALERTS, DASHBOARD, Documents.text("docs/metrics.md"))) {
            Set<String> named = new TreeSet<>();
            METER.matcher(document).results().forEach(match -> named.add(match.group()));

            assertThat(named).hasSizeGreaterThan(10);
            assertThat(exposed()).containsAll(named);
        }
    }

    @Test
    void every_label_that_is_selected_by_is_there_with_that_value() {
        for (String document : List.of(ALERTS, Documents.text("docs/metrics.md"))) {
            Matcher selected = SELECTED.matcher(document);
            int seen = 0;
            while (selected.find()) {
                seen++;
                assertThat(scrape)
                        .containsPattern(selected.group(1) + "\\{[^}]*\\b" + selected.group(2) + "=\""
                                + selected.group(3) + "\"");
            }
            assertThat(seen).isPositive();
        }
    }

    @Test
    void every_rule_says_what_it_is_and_what_helps() {
        List<String> rules = List.of(ALERTS.split("- alert: ", -1));

        assertThat(rules).hasSizeGreaterThan(11);
        assertThat(rules.subList(1, rules.size()))
                .allSatisfy(rule -> assertThat(rule).contains("expr: ", "severity: ", "summary: ", "description: "));
    }

    /** What Prometheus stores: the samples' names, and the meters' own where those have none, as histograms. */
    private static Set<String> exposed() {
        Set<String> names = new TreeSet<>();
        Pattern.compile("(?m)^(?:# TYPE )?(doorward_[a-z_]+)\\b")
                .matcher(scrape)
                .results()
                .forEach(match -> names.add(match.group(1)));
        return names;
    }
}
