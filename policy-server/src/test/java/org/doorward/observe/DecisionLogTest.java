package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.LogConfig;
import org.doorward.config.LogConfig.Format;
import org.doorward.config.LogConfig.Level;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.junit.jupiter.api.Test;

class DecisionLogTest {

    @Test
    void a_decision_is_one_line_of_fields() {
        assertThat(text(SampleDecisions.deferred()))
                .isEqualTo("decision=defer reason=greylisted client=198.51.100.7 name=mail.example.org"
                        + " helo=mail.example.org sender=<a@example.org> recipient=<b@example.com> state=RCPT"
                        + " instance=4d67.6b01f1c8.4e368.0 failed=dnsbl took=0.4ms detail=\"first seen\"");
    }

    @Test
    void a_decision_that_was_only_observed_says_so() {
        assertThat(text(SampleDecisions.deferred(SampleDecisions.inquiry("h", "s"), true)))
                .startsWith("decision=defer reason=greylisted observed=yes client=");
    }

    @Test
    void the_null_sender_is_shown_as_such() {
        assertThat(text(SampleDecisions.passed())).contains(" sender=<> recipient=");
    }

    @Test
    void what_is_not_known_yet_is_left_out() {
        Inquiry connect = new Inquiry(
                SampleDecisions.passed().inquiry().now(),
                ProtocolState.CONNECT,
                new Inquiry.Client(Optional.empty(), "", "", ""),
                new Inquiry.Envelope("", "", 0, "", "", 0),
                "",
                "");
        Verdict verdict = new Verdict.Pass(Reason.STAGE, "");

        assertThat(text(new Decision(connect, Evidence.NONE, verdict, false, Duration.ofMillis(12))))
                .isEqualTo("decision=pass reason=stage client=unknown state=CONNECT took=12.0ms");
    }

    @Test
    void a_client_cannot_write_fields_of_its_own() {
        assertThat(text(SampleDecisions.deferred(SampleDecisions.inquiry("x decision=pass", "y\" z=\"1"), false)))
                .contains(" helo=\"x decision=pass\" sender=\"<y\\\" z=\\\"1>\" ");
    }

    @Test
    void a_client_cannot_begin_lines_or_move_the_cursor() {
        assertThat(text(SampleDecisions.deferred(SampleDecisions.inquiry("a\nb\u001b[2Jc\u202e", "\\n\u00fc"), false)))
                .contains(" helo=a\\x0ab\\x1b[2Jc\\u202e sender=<\\\\n\\xfc> ")
                .doesNotContain("\n");
    }

    @Test
    void an_overlong_text_is_cut() {
        String helo = "h".repeat(4_000);

        assertThat(text(SampleDecisions.deferred(SampleDecisions.inquiry(helo, helo), false)))
                .contains("...")
                .hasSizeLessThan(1_000);
    }

    @Test
    void json_has_the_same_fields_and_numbers_for_times() {
        assertThat(Logged.lines(
                        new LogConfig(Format.JSON, Level.INFO, true),
                        Map.of(),
                        logging -> new DecisionLog(true).decided(SampleDecisions.deferred())))
                .singleElement()
                .asString()
                .matches("\\{\"time\":\"[^\"]*\",\"level\":\"info\",\"event\":\"decision\",\"decision\":\"defer\",.*}")
                .endsWith("\"client\":\"198.51.100.7\",\"name\":\"mail.example.org\",\"helo\":\"mail.example.org\","
                        + "\"sender\":\"<a@example.org>\",\"recipient\":\"<b@example.com>\",\"state\":\"RCPT\","
                        + "\"instance\":\"4d67.6b01f1c8.4e368.0\",\"failed\":\"dnsbl\",\"took_ms\":0.412,"
                        + "\"detail\":\"first seen\"}");
    }

    @Test
    void a_fault_of_a_check_is_told_with_its_trace_once() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DecisionLog log = new DecisionLog(true);
        try (Logging logging = Logging.start(new LogConfig(Format.TEXT, Level.DEBUG, true), Map.of(), out)) {
            log.checkFailed("greylist", new IllegalStateException("a fault"));
            log.checkFailed("greylist", new IllegalStateException("a fault"));
            log.checkFailed("access", new IllegalStateException("a fault"));
            assertThat(logging.droppedLines()).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("Check greylist failed")
                .containsOnlyOnce("Check access failed")
                .contains("IllegalStateException");
    }

    @Test
    void it_can_be_turned_off_and_on() {
        DecisionLog log = new DecisionLog(false);

        assertThat(Logged.lines(new LogConfig(Format.TEXT, Level.INFO, true), Map.of(), logging -> {
                    log.decided(SampleDecisions.deferred());
                    log.enable(true);
                    log.decided(SampleDecisions.passed());
                }))
                .singleElement()
                .asString()
                .contains("decision=pass");
    }

    private static String text(Decision decision) {
        return Logged.lines(
                        new LogConfig(Format.TEXT, Level.INFO, true),
                        Logged.SYSTEMD,
                        logging -> new DecisionLog(true).decided(decision))
                .stream()
                .map(line -> line.substring("<6>".length()))
                .reduce("", String::concat);
    }
}
