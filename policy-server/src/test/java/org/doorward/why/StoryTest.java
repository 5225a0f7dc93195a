package org.doorward.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.junit.jupiter.api.Test;

class StoryTest {

    @Test
    void whatAClientOrAListHasWrittenReachesNoTerminalAsItIs() {
        String evil = "\u001b[2J\r\nforged \u202e line";
        Inquiry inquiry =
                Inquiries.stranger().helo(evil).sender(evil).recipient(evil).get();
        Verdict verdict = new Verdict.Reject(Reason.SCORE, evil, "Rejected");
        Evidence evidence = Evidence.of(List.of(
                new Evidence.Item("helo", new Finding.Points(Reason.HELO, 3, "HELO " + evil), false),
                new Evidence.Item("dnsbl", new Finding.Unknown(Reason.DNSBL, evil), false)));
        Decision decision = new Decision(inquiry, evidence, verdict, false, Duration.ZERO);
        Account account = new Account(
                "198.51.100.7",
                inquiry.now(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(new Account.Foreseen(
                        decision, Optional.empty(), new Account.Supposed(Optional.empty(), List.of(), List.of()))),
                List.of(),
                List.of());

        assertThat(Story.of(account)).allSatisfy(line -> assertThat(line).matches("[ -~]*"));
    }
}
