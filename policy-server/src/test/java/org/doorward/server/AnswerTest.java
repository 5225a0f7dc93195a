package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.protocol.PolicyReply;
import org.doorward.protocol.PolicyRequest;
import org.junit.jupiter.api.Test;

class AnswerTest {

    private static final Inquiry INQUIRY = InquiryReader.read(PolicyRequest.of(Map.of()), Session.NOW);

    @Test
    void aPassIsDunno() {
        assertThat(answer(Decisions.pass())).isEqualTo("DUNNO");
    }

    @Test
    void aPassWithAHeaderPrependsIt() {
        assertThat(answer(Decisions.pass("X-Greylist: delayed 181 seconds by mx")))
                .isEqualTo("PREPEND X-Greylist: delayed 181 seconds by mx");
    }

    @Test
    void aHeaderCannotBringASecondOne() {
        assertThat(answer(Decisions.pass("X-Greylist: a\nBcc: x@y"))).isEqualTo("PREPEND X-Greylist: a?Bcc: x@y");
    }

    @Test
    void anEmptyHeaderIsNone() {
        assertThat(answer(Decisions.pass(" "))).isEqualTo("DUNNO");
    }

    @Test
    void aDeferralLetsLaterRejectionsWin() {
        assertThat(answer(Decisions.defer("Greylisted, retry in 180 s")))
                .isEqualTo("DEFER_IF_PERMIT 4.7.1 Greylisted, retry in 180 s");
    }

    @Test
    void aRejectionIsPermanent() {
        assertThat(answer(Decisions.reject("Go away"))).isEqualTo("REJECT 5.7.1 Go away");
    }

    @Test
    void whoIsDisconnectedIsToldWhyInTheSameWords() {
        assertThat(answer(new Verdict.Reject(
                        Reason.BANNED, "ban B1", "Banned: for spam", Verdict.Reject.Code.DISCONNECT)))
                .isEqualTo("421 4.7.0 Banned: for spam");
    }

    @Test
    void aTextIsNeverLeftOut() {
        assertThat(answer(Decisions.defer(" "))).isEqualTo("DEFER_IF_PERMIT 4.7.1 Please try again later");
        assertThat(answer(Decisions.reject(""))).isEqualTo("REJECT 5.7.1 Access denied");
    }

    @Test
    void whatIsOnlyObservedIsDunno() {
        Verdict verdict = Decisions.reject("Go away");

        assertThat(Answer.to(Decisions.observed(INQUIRY, verdict))).isEqualTo(PolicyReply.DUNNO);
        assertThat(Answer.to(Decisions.observed(INQUIRY, Decisions.pass("X-A: b"))))
                .isEqualTo(PolicyReply.DUNNO);
    }

    private static String answer(Verdict verdict) {
        return Answer.to(Decisions.decision(INQUIRY, verdict)).action();
    }
}
