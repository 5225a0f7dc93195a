package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.doorward.Documents;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.junit.jupiter.api.Test;

/** The log line that docs/operations.md shows. */
class DecisionLineDocumentTest {

    @Test
    void the_line_that_is_shown_is_the_line_that_is_written() {
        String shown = Documents.blocksAfter(Documents.text("docs/operations.md"), "decision line")
                .get(0)
                .strip();
        Verdict verdict = new Verdict.Defer(Reason.GREYLISTED, "first attempt", "come back");
        Evidence evidence = Evidence.of(List.of(new Evidence.Item("greylist", new Finding.Settled(verdict), false)));
        Decision decision = new Decision(
                Inquiries.stranger().named("mail.example.org").get(),
                evidence,
                verdict,
                false,
                Duration.ofNanos(412_345));

        assertThat(shown).isEqualTo(new DecisionLine(decision).toString());
    }
}
