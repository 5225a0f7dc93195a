package org.doorward.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.doorward.config.Vector;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.store.blame.Offence;
import org.junit.jupiter.api.Test;

class OffencesTest {

    private static final Map<Vector, Double> POINTS =
            Vector.builtIn().stream().collect(Collectors.toMap(vector -> vector, Vector::defaultPoints));

    private static final Verdict REJECTED = new Verdict.Reject(Reason.SCORE, "20 points", "Rejected");

    private final Inquiry inquiry = Inquiries.stranger().get();

    @Test
    void a_rejection_for_points_is_an_offence_of_each_vector_that_had_a_sign() {
        List<Offence> offences = of(
                REJECTED,
                new Sign(Reason.DNSBL, "dnsbl:a", 10, "listed by a", ""),
                new Sign(Reason.DNSBL, "dnsbl:b", 10, "listed by b", ""),
                new Sign(Reason.HELO, 2, "HELO is ours"));

        assertThat(offences).extracting(Offence::vector).containsExactly("dnsbl", "bad_helo");
        assertThat(offences).extracting(Offence::points).containsExactly(5.0, 3.0);
        assertThat(offences.get(0).evidence()).isEqualTo("listed by a; listed by b");
        assertThat(offences.get(0).offender()).hasToString("198.51.100.7/32");
        assertThat(offences.get(0).at()).isEqualTo(inquiry.now());
    }

    @Test
    void what_speaks_for_the_client_and_its_own_past_are_no_offences() {
        assertThat(of(
                        REJECTED,
                        new Sign(Reason.SCORE, "helo", 20, "of before", ""),
                        new Sign(Reason.DNS_ALLOWED, -2, "known as good"),
                        new Sign(Reason.SPF_PASS, 0, "example.org")))
                .isEmpty();
    }

    @Test
    void who_is_let_in_or_deferred_has_done_nothing() {
        Sign sign = new Sign(Reason.DNSBL, "dnsbl:a", 10, "listed by a", "");

        assertThat(of(new Verdict.Pass(Reason.NOTHING_AGAINST, ""), sign)).isEmpty();
        assertThat(of(new Verdict.Defer(Reason.GREYLISTED, "", "Later"), sign)).isEmpty();
    }

    @Test
    void the_operators_own_refusals_and_bans_are_no_offences() {
        assertThat(of(new Verdict.Reject(Reason.DENY_LISTED, "", "No"))).isEmpty();
        assertThat(of(new Verdict.Reject(Reason.BANNED, "", "No"))).isEmpty();
        assertThat(of(new Verdict.Reject(Reason.RATE_LIMIT, "", "No"))).isEmpty();
    }

    @Test
    void a_letter_to_a_trap_is_one() {
        List<Offence> offences = of(new Verdict.Reject(
                Reason.SPAMTRAP, "trap@example.org", "User unknown", Verdict.Reject.Code.UNKNOWN_USER));

        assertThat(offences).extracting(Offence::vector).containsExactly("spamtrap");
        assertThat(offences).extracting(Offence::evidence).containsExactly("trap@example.org");
    }

    @Test
    void a_bounce_to_a_trap_is_none_for_somebody_may_have_forged_the_trap_as_his_sender() {
        Inquiry bounce = Inquiries.stranger().sender("").get();
        Verdict refused = new Verdict.Reject(
                Reason.SPAMTRAP, "trap@example.org", "User unknown", Verdict.Reject.Code.UNKNOWN_USER);

        assertThat(Offences.of(new Decision(bounce, Evidence.NONE, refused, false, Duration.ZERO), POINTS))
                .isEmpty();
    }

    @Test
    void a_check_that_observes_accuses_nobody() {
        Evidence evidence = Evidence.of(List.of(
                new Evidence.Item("dnsbl", new Finding.Points(Reason.DNSBL, 10, "listed"), true),
                new Evidence.Item("helo", new Finding.Points(Reason.HELO, 20, "ours"), false)));

        assertThat(Offences.of(new Decision(inquiry, evidence, REJECTED, false, Duration.ZERO), POINTS))
                .extracting(Offence::vector)
                .containsExactly("bad_helo");
    }

    @Test
    void a_client_without_an_address_cannot_be_blamed() {
        Inquiry nobody = Inquiries.stranger().from("").get();

        assertThat(Offences.of(
                        new Decision(
                                nobody,
                                Evidence.NONE,
                                new Verdict.Reject(Reason.SPAMTRAP, "", "No"),
                                false,
                                Duration.ZERO),
                        POINTS))
                .isEmpty();
    }

    @Test
    void an_ipv6_client_is_blamed_as_its_64() {
        Inquiry inquiry6 = Inquiries.stranger().from("2001:db8:1:2:3::4").get();
        Verdict trap = new Verdict.Reject(Reason.SPAMTRAP, "trap", "No");

        assertThat(Offences.of(new Decision(inquiry6, Evidence.NONE, trap, false, Duration.ZERO), POINTS))
                .extracting(offence -> offence.offender().toString())
                .containsExactly("2001:db8:1:2::/64");
    }

    @Test
    void a_clients_words_are_escaped_and_cut() {
        List<Offence> offences = of(REJECTED, new Sign(Reason.HELO, 20, "HELO \u0007\n" + "x".repeat(500)));

        assertThat(offences.get(0).evidence()).matches("[ -~]{1,160}").contains("\\x0a");
    }

    private List<Offence> of(Verdict verdict, Sign... signs) {
        Finding finding = Finding.Points.of(List.of(signs));
        Evidence evidence = Evidence.NONE.with(new Evidence.Item("check", finding, false));
        return Offences.of(new Decision(inquiry, evidence, verdict, false, Duration.ZERO), POINTS);
    }
}
