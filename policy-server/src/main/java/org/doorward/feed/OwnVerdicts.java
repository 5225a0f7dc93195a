package org.doorward.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Verdict;
import org.doorward.store.net.IpAddress;

/**
 * Whom Doorward has just answered with the words that Postfix has for an unknown user, as it does about traps: in the log that looks like Postfix's own
 * refusal, and has been counted already.
 */
public final class OwnVerdicts implements DecisionListener {

    /** Those of some minutes of a flood. */
    private static final int MOST = 10_000;

    /** A log is read within seconds, or, when the store was away, within minutes. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<IpAddress, Boolean> answered;

    /**
     * Nobody has been answered yet.
     *
     * @param nanos a steady clock in nanoseconds
     */
    public OwnVerdicts(LongSupplier nanos) {
        this.answered = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void decided(Decision decision) {
        if (decision.verdict() instanceof Verdict.Reject reject && reject.code() == Verdict.Reject.Code.UNKNOWN_USER) {
            decision.inquiry().client().address().ifPresent(address -> answered.put(address, true));
        }
    }

    /** Whether somebody was answered so lately. */
    public boolean answeredAsUnknown(IpAddress address) {
        return answered.getIfPresent(address) != null;
    }
}
