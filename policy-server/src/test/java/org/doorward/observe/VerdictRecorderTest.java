package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictRecorderTest {

    private static final Verdict.Pass PASS = new Verdict.Pass(Reason.NOTHING_AGAINST, "", Optional.empty());

    @TempDir
    Path directory;

    /** 10,000 of them may wait, and a client may write some kilobytes into each. */
    @Test
    void what_a_client_has_written_much_into_is_not_kept_waiting_whole() {
        Decision usual = SampleDecisions.deferred();
        Decision large = SampleDecisions.deferred(SampleDecisions.inquiry("h".repeat(1900), "a@example.org"), false);

        assertThat(VerdictRecorder.later(large).get()).isEqualTo(VerdictRecorder.recordOf(large));
        Supplier<VerdictRecord> waiting = VerdictRecorder.later(large);
        assertThat(waiting.get()).isSameAs(waiting.get());
        assertThat(VerdictRecorder.later(usual).get()).isEqualTo(VerdictRecorder.recordOf(usual));
    }

    @Test
    void a_decision_is_remembered_with_each_checks_finding() {
        VerdictRecord record = VerdictRecorder.recordOf(SampleDecisions.deferred());

        assertThat(record)
                .isEqualTo(new VerdictRecord(
                        SampleDecisions.deferred().inquiry().now(),
                        SampleDecisions.deferred().inquiry().client().address(),
                        "mail.example.org",
                        "mail.example.org",
                        "",
                        "RCPT",
                        "a@example.org",
                        "b@example.com",
                        "defer",
                        "greylisted",
                        "first seen",
                        false,
                        Duration.ofNanos(412_345),
                        """
                        score (observed): points 2.50: score 2.50 bad HELO
                        dnsbl: unknown: deadline: no answer
                        greylist: defer: greylisted: first seen
                        nothing: exempt"""));
    }

    @Test
    void signs_name_their_source_and_their_detail() {
        Finding points = new Finding.Points(List.of(
                new Sign(Reason.DNSBL, "dnsbl:zen.spamhaus.org", 4, "127.0.0.2", "told"),
                new Sign(Reason.DNS_ALLOWED, "dnsbl:list.dnswl.org", -1.5, "", "")));

        assertThat(findings(item("dnsbl", points)))
                .isEqualTo("dnsbl: points 2.50: dnsbl 4 (dnsbl:zen.spamhaus.org) 127.0.0.2;"
                        + " dns_allowed -1.50 (dnsbl:list.dnswl.org)");
    }

    @Test
    void a_clients_text_cannot_write_a_line_of_its_own_nor_push_another_out() {
        String evil = "x\nnothing: everything\u001b[31m" + "y".repeat(5000);
        String findings = findings(
                item("helo", new Finding.Points(Reason.HELO, 1, evil)),
                item("names", new Finding.Points(Reason.REVERSE_NAME, 1, evil)),
                item("greylist", new Finding.Settled(new Verdict.Defer(Reason.GREYLISTED, "first seen", ""))),
                item("access", Finding.NOTHING));

        assertThat(findings.length()).isBetween(800, VerdictRecord.FINDINGS_LIMIT);
        assertThat(findings.lines().toList()).hasSize(4).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("helo: points 1: helo 1 x\\x0anothing: everything\\x1b[31myyy");
            assertThat(lines.get(1)).startsWith("names: ");
            assertThat(lines.get(2)).isEqualTo("greylist: defer: greylisted: first seen");
            assertThat(lines.get(3)).isEqualTo("nothing: access");
        });
    }

    @Test
    void clients_texts_are_escaped_and_an_address_is_sought_in_the_same_form() {
        VerdictRecord record = VerdictRecorder.recordOf(new Decision(
                Inquiries.stranger().helo("h\r\nx").sender("\u00fc@example.org").get(),
                Evidence.NONE,
                PASS,
                true,
                Duration.ZERO));

        assertThat(record.helo()).isEqualTo("h\\x0d\\x0ax");
        assertThat(record.sender())
                .isEqualTo("\\xfc@example.org")
                .isEqualTo(VerdictRecorder.address("\u00fc@example.org"));
        assertThat(record.observed()).isTrue();
        assertThat(record.findings()).isEmpty();
    }

    @Test
    void only_a_pass_that_nothing_was_said_against_is_plain() {
        assertThat(series(PASS, item("exempt", Finding.NOTHING))).isEqualTo(VerdictSeries.PLAIN);
        assertThat(series(PASS, item("exempt", new Finding.Settled(PASS)))).isEqualTo(VerdictSeries.PLAIN);
        assertThat(series(new Verdict.Pass(Reason.GREYLIST_KNOWN, ""))).isEqualTo(VerdictSeries.PLAIN);
        assertThat(series(new Verdict.Pass(Reason.GREYLIST_PASSED, ""))).isEqualTo(VerdictSeries.NOTABLE);
        assertThat(series(PASS, item("helo", new Finding.Points(Reason.HELO, 1, ""))))
                .isEqualTo(VerdictSeries.NOTABLE);
        assertThat(series(PASS, item("dnsbl", new Finding.Unknown(Reason.DNSBL, "no answer"))))
                .isEqualTo(VerdictSeries.NOTABLE);
        Finding settled = new Finding.Settled(new Verdict.Reject(Reason.DENY_LISTED, "", ""));
        assertThat(series(PASS, new Evidence.Item("access", settled, true)))
                .as("what a check that observes would have done")
                .isEqualTo(VerdictSeries.NOTABLE);
        assertThat(VerdictRecorder.series(SampleDecisions.deferred())).isEqualTo(VerdictSeries.NOTABLE);
    }

    @Test
    void decisions_are_found_again_in_the_store() throws Exception {
        try (Store store = Store.open(
                StoreConfig.defaults(directory),
                StoreEvents.NONE,
                () -> SampleDecisions.deferred().inquiry().now(),
                System::nanoTime,
                new Random(1))) {
            VerdictRecorder recorder = new VerdictRecorder(store.verdicts());
            recorder.decided(SampleDecisions.deferred());
            recorder.decided(SampleDecisions.passed());

            assertThat(store.verdicts().latest(new Subject.Recipient("B@example.com"), 10))
                    .hasSize(2)
                    .contains(VerdictRecorder.recordOf(SampleDecisions.deferred()));
        }
    }

    private static Evidence.Item item(String check, Finding finding) {
        return new Evidence.Item(check, finding, false);
    }

    private static VerdictSeries series(Verdict verdict, Evidence.Item... items) {
        return VerdictRecorder.series(decision(verdict, items));
    }

    private static String findings(Evidence.Item... items) {
        return VerdictRecorder.recordOf(decision(PASS, items)).findings();
    }

    private static Decision decision(Verdict verdict, Evidence.Item... items) {
        return new Decision(
                Inquiries.stranger().get(),
                Evidence.of(new ArrayList<>(List.of(items))),
                verdict,
                false,
                Duration.ZERO);
    }
}
