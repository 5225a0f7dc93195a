package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.why.Account;
import org.junit.jupiter.api.Test;

/** Of which mail {@code doorward why} foresees what would happen: compared with what happens to it. */
class ForeseenMailTest extends AccountsOfAStore {

    @Test
    void theReverseNameThatDidNotLeadBackIsThatOfTheNextMailToo() {
        for (Inquiries each : List.of(
                from(PLAIN).unconfirmed("host.example.test"),
                from(LISTED),
                from(GOOD).named("gw.test"))) {
            Decision happened = mail(each);
            Account account = account(each.address());
            Inquiry next = account.foreseen().orElseThrow().decision().inquiry();

            assertThat(next.client().name()).isEqualTo(each.name());
            assertThat(next.client().reverseName()).isEqualTo(each.reverseName());
            assertThat(account.foreseen().orElseThrow().supposed().absent()).containsExactly("policy_context");
            assertThat(sameReverseName(account, happened)).isTrue();
        }
    }

    @Test
    void whatTheOperatorSaysOfItGoesBeforeTheVerdict() {
        mail(from(PLAIN).unconfirmed("host.example.test"));
        Inquiry named = next(PLAIN, "client_name", "mail.plain.test");
        assertThat(named.client().name()).isEqualTo("mail.plain.test");
        assertThat(named.client().reverseName()).isEqualTo("mail.plain.test");

        Inquiry other = next("198.51.100.0/24", "client_address", GOOD);
        assertThat(other.client().address()).hasToString("Optional[" + GOOD + "]");
        assertThat(other.client().reverseName()).as("of another client").isEmpty();
        assertThat(other.client().helo()).isEqualTo("mail.example.org");
    }

    @Test
    void aLimitOfOneServiceIsForeseenWhenTheServiceIsNamed() {
        enforce("""
                [[rate.limit]]
                name = "service"
                by = "client"
                count = "recipients"
                limit = 1
                window = "1h"
                action = "defer"
                context = "submission"
                [[rate.limit]]
                name = "connections"
                by = "client"
                count = "connections"
                limit = 2
                window = "1h"
                action = "defer"
                """);
        decide(inContext(from(GOOD).get(), "submission", 40_001));

        assertThat(reason(account(GOOD))).isEqualTo(Reason.GREYLIST_SKIPPED);
        assertThat(reason(account(GOOD, "policy_context", "submission"))).isEqualTo(Reason.RATE_LIMIT);
        assertThat(decide(inContext(from(GOOD).get(), "submission", 40_001))
                        .verdict()
                        .reason())
                .isEqualTo(Reason.RATE_LIMIT);

        decide(inContext(from(GOOD).get(), "", 40_002));
        assertThat(reason(account(GOOD))).as("a third connection").isEqualTo(Reason.RATE_LIMIT);
        assertThat(decide(inContext(from(GOOD).get(), "", 40_003)).verdict().reason())
                .isEqualTo(Reason.RATE_LIMIT);
    }

    /** At RCPT a bounce is let through, for who only asks whether an address exists must not be told to come back. */
    @Test
    void aBounceIsForeseenWhereItIsGreylisted() {
        Inquiries bounce = from(PLAIN).sender("");
        mail(bounce);

        Account.Foreseen foreseen = account(PLAIN).foreseen().orElseThrow();

        assertThat(foreseen.decision().inquiry().state()).isEqualTo(ProtocolState.DATA);
        assertThat(mail(bounce.at(ProtocolState.DATA)).verdict())
                .isEqualTo(foreseen.decision().verdict())
                .isInstanceOf(Verdict.Defer.class);
        assertThat(reason(account(PLAIN, "protocol_state", "RCPT"))).isEqualTo(Reason.STAGE);
        mail(from(LISTED).sender(""));
        assertThat(account(LISTED).foreseen().orElseThrow().decision().inquiry().state())
                .as("refused before that")
                .isEqualTo(ProtocolState.RCPT);
    }

    private static boolean sameReverseName(Account account, Decision happened) {
        return account.foreseen().orElseThrow().decision().evidence().items().stream()
                .filter(item -> item.check().equals("reverse_name"))
                .toList()
                .equals(happened.evidence().items().stream()
                        .filter(item -> item.check().equals("reverse_name"))
                        .toList());
    }

    private static Inquiry inContext(Inquiry like, String context, int port) {
        Inquiry.Client client = like.client();
        return new Inquiry(
                like.now(),
                like.state(),
                new Inquiry.Client(client.address(), client.name(), client.reverseName(), client.helo(), port),
                like.envelope(),
                like.login(),
                context);
    }
}
