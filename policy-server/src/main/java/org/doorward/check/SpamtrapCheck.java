package org.doorward.check;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.RecipientPatterns;

/**
 * Check {@code spamtrap}: who writes to a recipient that nobody should write to is refused, in the words that an unknown user
 * gets.
 *
 * <p>Only at RCPT, where the answer is about this one recipient; the other recipients of the message are not its business.
 */
public final class SpamtrapCheck implements Check {

    /** The check's name. */
    public static final String NAME = "spamtrap";

    private final Supplier<RecipientPatterns> traps;
    private final String text;

    /**
     * A check by patterns that may be replaced while it works.
     *
     * @param traps gives the traps in force; each decision asks once
     * @param text what the client is told behind the address
     */
    public SpamtrapCheck(Supplier<RecipientPatterns> traps, String text) {
        this.traps = traps;
        this.text = text;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EVIDENCE;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        if (inquiry.state() != ProtocolState.RCPT) {
            return NOTHING;
        }
        String recipient = inquiry.envelope().recipient();
        Optional<AddressPattern> trap = traps.get().match(recipient);
        return trap.isEmpty() ? NOTHING : hit(recipient, trap.get());
    }

    private CompletionStage<Finding> hit(String recipient, AddressPattern trap) {
        String detail = recipient + " is a trap by " + trap;
        return CompletableFuture.completedStage(new Finding.Settled(
                new Verdict.Reject(Reason.SPAMTRAP, detail, text, Verdict.Reject.Code.UNKNOWN_USER)));
    }
}
