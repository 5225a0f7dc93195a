package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.server.ListenerEvents.Wait;
import org.doorward.store.StoreStatus;
import org.doorward.store.VerdictStatus;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17.0.1"));

    @Test
    void a_decision_is_counted_by_verdict_reason_and_mode() throws IOException {
        meters.decided(SampleDecisions.deferred());
        meters.decided(SampleDecisions.deferred());
        meters.decided(SampleDecisions.deferred(SampleDecisions.inquiry("helo", "sender"), true));
        meters.decided(SampleDecisions.passed());

        assertThat(scrape())
                .contains(decisions("enforced", "greylisted", "defer", 2))
                .contains(decisions("observed", "greylisted", "defer", 1))
                .contains(decisions("enforced", "nothing_against", "pass", 1))
                .contains(decisions("enforced", "score", "reject", 0));
    }

    @Test
    void a_decision_falls_into_the_bucket_of_its_time() throws IOException {
        meters.decided(SampleDecisions.deferred());

        assertThat(scrape())
                .contains("doorward_decision_duration_seconds_bucket{le=\"2.5E-4\"} 0")
                .contains("doorward_decision_duration_seconds_bucket{le=\"5.0E-4\"} 1")
                .contains("doorward_decision_duration_seconds_bucket{le=\"10.0\"} 1")
                .contains("doorward_decision_duration_seconds_count 1");
    }

    @Test
    void a_limit_that_is_reached_is_counted_by_its_name_from_zero_on() throws IOException {
        meters.rateLimits(List.of(SampleDecisions.limit()));
        assertThat(scrape()).contains("doorward_rate_limited_total{action=\"defer\",limit=\"users\"} 0.0");

        meters.rateLimited(SampleDecisions.limit());

        assertThat(scrape()).contains("doorward_rate_limited_total{action=\"defer\",limit=\"users\"} 1.0");
    }

    @Test
    void what_each_check_found_is_counted_by_its_kind() throws IOException {
        meters.checks(List.of("exempt", "access"));

        meters.decided(SampleDecisions.deferred());

        assertThat(scrape())
                .contains(findings("exempt", "nothing", 1))
                .contains(findings("score", "points", 1))
                .contains(findings("dnsbl", "unknown", 1))
                .contains(findings("greylist", "settled", 1))
                .contains(findings("access", "nothing", 0));
    }

    @Test
    void recorded_and_dropped_verdicts_are_shown() throws IOException {
        meters.verdicts(() -> new VerdictStatus(7, 5, 3, 2));

        assertThat(scrape())
                .contains("doorward_verdicts_recorded_total 7.0")
                .contains("doorward_verdicts_dropped_total 5.0")
                .contains("doorward_verdicts_rows 3.0")
                .contains("doorward_verdicts_queued 2.0");
    }

    @Test
    void open_connections_rise_and_fall() throws IOException {
        meters.connectionOpened();
        meters.connectionOpened();
        meters.connectionClosed();
        meters.connectionRefused();

        assertThat(scrape())
                .contains("doorward_connections_open 1.0")
                .contains("doorward_connections_total 2.0")
                .contains("doorward_connections_refused_total 1.0");
    }

    @Test
    void faults_of_clients_and_of_ours_are_counted_by_kind() throws IOException {
        meters.protocolError(Kind.LINE_TOO_LONG);
        meters.timedOut(Wait.REQUEST);
        meters.shed();
        meters.deciderFailed();

        assertThat(scrape())
                .contains("doorward_protocol_errors_total{kind=\"line_too_long\"} 1.0")
                .contains("doorward_protocol_errors_total{kind=\"nul_byte\"} 0.0")
                .contains("doorward_connections_timed_out_total{wait=\"request\"} 1.0")
                .contains("doorward_requests_undecided_total{reason=\"overload\"} 1.0")
                .contains("doorward_requests_undecided_total{reason=\"internal_error\"} 1.0");
    }

    @Test
    void a_pass_of_the_greylist_falls_into_the_bucket_of_its_delay() throws IOException {
        meters.greylistPassed(Duration.ofMinutes(7));

        assertThat(scrape())
                .contains("doorward_greylist_pass_delay_seconds_bucket{le=\"300.0\"} 0")
                .contains("doorward_greylist_pass_delay_seconds_bucket{le=\"600.0\"} 1")
                .contains("doorward_greylist_pass_delay_seconds_bucket{le=\"172800.0\"} 1")
                .contains("doorward_greylist_pass_delay_seconds_sum 420.0");
    }

    @Test
    void commits_are_counted_by_their_size_and_time() throws IOException {
        meters.committed(7, Duration.ofMillis(3));
        meters.refused();
        meters.unavailable("disk full");
        meters.recovered(Duration.ofSeconds(1));
        meters.aged(1_000);

        assertThat(scrape())
                .contains("doorward_store_commit_changes_bucket{le=\"5.0\"} 0")
                .contains("doorward_store_commit_changes_bucket{le=\"10.0\"} 1")
                .contains("doorward_store_commit_duration_seconds_bucket{le=\"0.005\"} 1")
                .contains("doorward_store_changes_refused_total 1.0")
                .contains("doorward_store_outages_total 1.0")
                .contains("doorward_store_aged_rows_total 1000.0");
    }

    @Test
    void the_stores_status_is_read_once_for_each_scrape() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        meters.store(() -> {
            reads.incrementAndGet();
            return new StoreStatus(Optional.empty(), 11, 12, 13, 20, 21, 14, 15, 16, 17, 18, 19);
        });

        assertThat(scrape())
                .contains("doorward_greylist_triplets{state=\"pending\"} 11.0")
                .contains("doorward_greylist_triplets{state=\"passed\"} 12.0")
                .contains("doorward_greylist_networks 13.0")
                .contains("doorward_offenders 20.0")
                .contains("doorward_bans_standing 21.0")
                .contains("doorward_greylist_generations 14.0")
                .contains("doorward_store_queue_changes 15.0")
                .contains("doorward_store_queue_limit 16.0")
                .contains("doorward_store_backlog_records 17.0")
                .contains("doorward_store_journal_bytes 18.0")
                .contains("doorward_store_database_bytes 19.0")
                .contains("doorward_store_available 1.0");
        assertThat(reads).hasValue(1);
    }

    @Test
    void a_store_that_fails_shows() throws IOException {
        meters.store(() -> new StoreStatus(Optional.of("disk full"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

        assertThat(scrape()).contains("doorward_store_available 0.0");
    }

    @Test
    void reloads_and_dropped_lines_are_counted() throws IOException {
        meters.reloaded(true);
        meters.reloaded(false);
        meters.reloaded(false);
        meters.droppedLines(() -> 42);

        assertThat(scrape())
                .contains("doorward_config_reloads_total{outcome=\"accepted\"} 1.0")
                .contains("doorward_config_reloads_total{outcome=\"refused\"} 2.0")
                .contains("doorward_log_lines_dropped_total 42.0");
    }

    @Test
    void the_build_and_the_process_are_described() throws IOException {
        assertThat(scrape())
                .contains("doorward_build_info{java=\"17.0.1\",version=\"1.2.3\"} 1")
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_gc_")
                .contains("jvm_threads_live_threads ")
                .contains("process_uptime_seconds ");
    }

    @Test
    void open_metrics_are_offered_too() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        meters.scrape(Meters.Format.OPENMETRICS, out);

        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("# EOF\n");
    }

    private String scrape() throws IOException {
        return Scrapes.text(meters);
    }

    private static String decisions(String mode, String reason, String verdict, int count) {
        return "doorward_decisions_total{mode=\"" + mode + "\",reason=\"" + reason + "\",verdict=\"" + verdict + "\"} "
                + count + ".0";
    }

    private static String findings(String check, String finding, int count) {
        return "doorward_check_findings_total{check=\"" + check + "\",finding=\"" + finding + "\"} " + count + ".0";
    }
}
