package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.pattern.RecipientPatterns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpamtrapCheckTest {

    private static final String TEXT = "User unknown in local recipient table";

    private final AtomicReference<RecipientPatterns> traps =
            new AtomicReference<>(RecipientPatterns.of(List.of("Old@example.org", "info@", "trap.example", "/^zz/")));
    private final Check check = new SpamtrapCheck(traps::get, TEXT);

    @Test
    void belongsToTheEvidence() {
        assertThat(check.name()).isEqualTo("spamtrap");
        assertThat(check.phase()).isEqualTo(Check.Phase.EVIDENCE);
    }

    @Test
    void saysNothingOfOtherRecipients() {
        assertThat(find(AccessInquiry.USUAL)).isEqualTo(Finding.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "old@example.org, old@example.org",
        "OLD+x@Example.Org, old@example.org",
        "info@anywhere.example, info@",
        "anybody@sub.trap.example, trap.example",
        "zz9@example.org, /^zz/",
    })
    void answersATrapAsAnUnknownUser(String recipient, String pattern) {
        assertThat(find(AccessInquiry.USUAL.recipient(recipient)))
                .isEqualTo(new Finding.Settled(new Verdict.Reject(
                        Reason.SPAMTRAP,
                        recipient + " is a trap by " + pattern,
                        TEXT,
                        Verdict.Reject.Code.UNKNOWN_USER)));
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolState.class, mode = EnumSource.Mode.EXCLUDE, names = "RCPT")
    void saysNothingAtOtherStages(ProtocolState state) {
        assertThat(find(AccessInquiry.USUAL.recipient("old@example.org").at(state)))
                .isEqualTo(Finding.NOTHING);
    }

    @Test
    void takesNewTrapsUpWhileItWorks() {
        traps.set(RecipientPatterns.NONE);

        assertThat(find(AccessInquiry.USUAL.recipient("old@example.org"))).isEqualTo(Finding.NOTHING);
    }

    private Finding find(AccessInquiry inquiry) {
        CompletableFuture<Finding> found =
                check.examine(inquiry.inquiry(), Evidence.NONE).toCompletableFuture();
        assertThat(found).as("answered from memory").isDone();
        return found.join();
    }
}
