package org.doorward.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.check.rate.Claim;
import org.doorward.check.rate.Limiter;
import org.doorward.config.RateConfig;
import org.doorward.decision.Check;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;

/**
 * Check {@code rate}: who sends more than the limits allow is asked to come later, or refused.
 *
 * <p>It is asked before all others, also about clients that are never questioned: it guards against an account that was stolen,
 * and against an infected machine inside.
 *
 * <p>What counts is what was let through. A place is taken when the check is asked, so that inquiries that come at the same moment
 * cannot slip through together, and given back when the decision, which this check hears of as a listener, is a negative one. So it
 * must be among the listeners of the pipeline that asks it. A decision that fails is answered {@code DUNNO}: it let the
 * inquiry through, and its place stays taken; nothing else of it is kept.
 */
public final class RateCheck implements Check, DecisionListener {

    /** The check's name. */
    public static final String NAME = "rate";

    private final List<Limiter> limiters;
    private final OpenClaims open = new OpenClaims();

    /**
     * A check by limits.
     *
     * @param limiters the limits; the first that is reached and refuses gives the verdict
     */
    public RateCheck(List<Limiter> limiters) {
        this.limiters = List.copyOf(limiters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.GUARD;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        if (limiters.isEmpty()) {
            return NOTHING;
        }
        List<Claim> claims = new ArrayList<>(limiters.size());
        Claim reached = null;
        for (Limiter limiter : limiters) {
            Optional<Claim> asked = limiter.ask(inquiry);
            if (asked.isPresent()) {
                claims.add(asked.get());
                reached = reached == null && asked.get().refuses() ? asked.get() : reached;
            }
        }
        if (claims.isEmpty()) {
            return NOTHING;
        }
        open.put(inquiry, claims);
        if (reached == null) {
            return NOTHING;
        }
        claims.forEach(claim -> claim.settle(false));
        return settled(reached.limit(), reached.detail());
    }

    @Override
    public CompletionStage<Finding> foresee(Inquiry inquiry, Evidence evidence) {
        for (Limiter limiter : limiters) {
            Optional<String> refusal = limiter.foresee(inquiry);
            if (refusal.isPresent()) {
                return settled(limiter.limit(), refusal.get());
            }
        }
        return NOTHING;
    }

    private static CompletionStage<Finding> settled(RateConfig.Limit limit, String whose) {
        return CompletableFuture.completedStage(new Finding.Settled(verdict(limit, whose)));
    }

    private static Verdict verdict(RateConfig.Limit limit, String whose) {
        String detail = "limit " + limit.name() + ": " + whose;
        return limit.action() == RateConfig.Action.REJECT
                ? new Verdict.Reject(Reason.RATE_LIMIT, detail, limit.text())
                : new Verdict.Defer(Reason.RATE_LIMIT, detail, limit.text());
    }

    /** What is only observed is let through, whatever the verdict. */
    @Override
    public void decided(Decision decision) {
        if (limiters.isEmpty()) {
            return;
        }
        List<Claim> claims = open.take(decision.inquiry());
        if (!claims.isEmpty()) {
            boolean letThrough = decision.observed() || decision.verdict() instanceof Verdict.Pass;
            claims.forEach(claim -> claim.settle(letThrough));
        }
    }
}
