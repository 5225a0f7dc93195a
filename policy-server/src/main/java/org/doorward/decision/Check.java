package org.doorward.decision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks at an inquiry and returns a finding.
 *
 * <p>A check never blocks and never throws for something that a client or a network did: it returns
 * {@link Finding.Unknown}. A check that needs only memory returns a stage that is complete already; the answer then leaves
 * on the thread that read the request.
 */
public interface Check {

    /** What an examination returns that found nothing. */
    CompletionStage<Finding> NOTHING = CompletableFuture.completedFuture(Finding.NOTHING);

    /** The check's name in configuration, metrics, logs and documents: lower case, stable. */
    String name();

    /** Where in the order of a decision this check stands. */
    Phase phase();

    /**
     * Looks at one inquiry.
     *
     * @param inquiry the request
     * @param evidence what the checks before this one found
     * @return the finding, now or later; a stage that fails counts as {@link Finding.Unknown}
     */
    CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence);

    /**
     * Says what {@link #examine} would find, and leaves no trace of having been asked: nothing is counted or remembered. A check
     * that remembers what it was asked has to say so itself.
     */
    default CompletionStage<Finding> foresee(Inquiry inquiry, Evidence evidence) {
        return examine(inquiry, evidence);
    }

    /** The phases of a decision, in their order. The judge weighs the points when the evidence is complete. */
    enum Phase {
        /** What holds for everybody, also for those who are never questioned. */
        GUARD,
        /** Who is never questioned, or refused outright by the operator. */
        EXEMPT,
        /** Everything that adds points. These checks are asked side by side, so that their waits do not add up. */
        EVIDENCE,
        /** What is asked of those whom the evidence did not refuse. */
        GREYLIST
    }
}
