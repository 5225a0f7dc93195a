package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.doorward.config.RateConfig;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Evidence;
import org.doorward.decision.Reason;

/** The meters of decisions, and of what the checks contribute to them: findings, limits, passes of the greylist. */
final class DecisionMeters implements DecisionListener {

    private final MeterMaker make;
    private final VerdictCounters enforced;
    private final VerdictCounters observed;
    private final Timer duration;
    private final Map<String, FindingCounters> findings = new ConcurrentHashMap<>();
    private final Map<RateConfig.Limit, Counter> limited = new ConcurrentHashMap<>();
    private final Timer passDelay;

    DecisionMeters(MeterMaker make) {
        this.make = make;
        this.enforced = verdictCounters("enforced");
        this.observed = verdictCounters("observed");
        this.duration = make.timer(
                "doorward_decision_duration_seconds", "From a request's arrival to its verdict.", Buckets.DECISION);
        this.passDelay = make.timer(
                "doorward_greylist_pass_delay_seconds",
                "From a triplet's first attempt to the one that passed.",
                Buckets.PASS_DELAY);
    }

    @Override
    public void decided(Decision decision) {
        (decision.observed() ? observed : enforced).count(decision.verdict());
        duration.record(decision.took());
        for (Evidence.Item item : decision.evidence().items()) {
            findingCounters(item.check()).count(item.finding());
        }
    }

    void greylistPassed(Duration delay) {
        passDelay.record(delay);
    }

    private VerdictCounters verdictCounters(String mode) {
        return new VerdictCounters(decisions(mode, "pass"), decisions(mode, "defer"), decisions(mode, "reject"));
    }

    private Map<Reason, Counter> decisions(String mode, String verdict) {
        return make.counters(
                Reason.class,
                Reason::label,
                "doorward_decisions_total",
                "Decisions by verdict, reason, and whether Postfix was told (enforced).",
                "reason",
                "verdict",
                verdict,
                "mode",
                mode);
    }

    /** The counters of a check, which show zero from now on. */
    FindingCounters findingCounters(String check) {
        FindingCounters known = findings.get(check);
        return known != null ? known : findings.computeIfAbsent(check, this::newFindingCounters);
    }

    private FindingCounters newFindingCounters(String check) {
        return new FindingCounters(
                findings(check, "nothing"),
                findings(check, "points"),
                findings(check, "settled"),
                findings(check, "unknown"));
    }

    private Counter findings(String check, String finding) {
        return make.counter(
                "doorward_check_findings_total", "What each check found.", "check", check, "finding", finding);
    }

    /**
     * The counter of a limit, which shows zero from now on. A limit that was changed, and kept its name and action, goes on with
     * the same counter.
     */
    Counter limitCounter(RateConfig.Limit limit) {
        return limited.computeIfAbsent(
                limit,
                unused -> make.counter(
                        "doorward_rate_limited_total",
                        "Inquiries that came when a limit was reached.",
                        "limit",
                        limit.name(),
                        "action",
                        limit.action().name().toLowerCase(Locale.ROOT)));
    }
}
