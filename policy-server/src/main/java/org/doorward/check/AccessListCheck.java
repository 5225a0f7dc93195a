package org.doorward.check;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;

/**
 * Settles what the operator's lists allow or deny.
 *
 * <p>It works at every stage, with what is known there: a client can be denied as soon as it connects.
 */
public final class AccessListCheck implements Check {

    /** The check's name. */
    public static final String NAME = "access";

    private final Supplier<AccessLists> lists;
    private final String denyText;

    /**
     * A check by lists that may be replaced while it works.
     *
     * @param lists gives the lists in force; each decision asks once
     * @param denyText what a denied client is told
     */
    public AccessListCheck(Supplier<AccessLists> lists, String denyText) {
        this.lists = lists;
        this.denyText = denyText;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EXEMPT;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<AccessLists.Entry> entry = lists.get().match(inquiry);
        return entry.isEmpty() ? NOTHING : CompletableFuture.completedFuture(new Finding.Settled(verdict(entry.get())));
    }

    private Verdict verdict(AccessLists.Entry entry) {
        return entry.allow()
                ? new Verdict.Pass(Reason.ALLOW_LISTED, entry.toString())
                : new Verdict.Reject(Reason.DENY_LISTED, entry.toString(), denyText);
    }
}
