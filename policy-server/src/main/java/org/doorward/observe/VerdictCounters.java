package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Objects;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;

/**
 * The counters of the decisions of one mode, by verdict and reason.
 *
 * @param pass one for each reason
 * @param defer one for each reason
 * @param reject one for each reason
 */
record VerdictCounters(Map<Reason, Counter> pass, Map<Reason, Counter> defer, Map<Reason, Counter> reject) {

    /** Counts one decision. */
    void count(Verdict verdict) {
        Objects.requireNonNull(counters(verdict).get(verdict.reason())).increment();
    }

    private Map<Reason, Counter> counters(Verdict verdict) {
        if (verdict instanceof Verdict.Pass) {
            return pass;
        }
        return verdict instanceof Verdict.Defer ? defer : reject;
    }
}
