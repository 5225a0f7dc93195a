package org.doorward.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.doorward.config.RateConfig;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.net.IpAddress;

/** Decisions to be counted, logged and answered. */
public final class SampleDecisions {

    /** What stands in the detail of the greylist's verdict. */
    public static final String DETAIL = "first seen";

    private SampleDecisions() {}

    /** A limit on what a user who logged in may send. */
    public static RateConfig.Limit limit() {
        return new RateConfig.Limit(
                "users",
                RateConfig.By.LOGIN,
                RateConfig.Count.RECIPIENTS,
                500,
                Duration.ofHours(1),
                RateConfig.Action.DEFER,
                new RateConfig.Only(Optional.empty(), List.of(), List.of(), Optional.empty()),
                "Too many recipients");
    }

    /** A client's first attempt. */
    public static Inquiry inquiry(String helo, String sender) {
        return new Inquiry(
                Instant.parse("2026-11-21T20:00:00Z"),
                ProtocolState.RCPT,
                new Inquiry.Client(IpAddress.parse("198.51.100.7"), "mail.example.org", "mail.example.org", helo),
                new Inquiry.Envelope(sender, "b@example.com", 0, "", "4d67.6b01f1c8.4e368.0", 0),
                "",
                "");
    }

    /** Greylisted, given to Postfix. */
    public static Decision deferred() {
        return deferred(inquiry("mail.example.org", "a@example.org"), false);
    }

    /** Greylisted. */
    public static Decision deferred(Inquiry inquiry, boolean observed) {
        Verdict verdict = new Verdict.Defer(Reason.GREYLISTED, DETAIL, "Greylisted, come back in 180 seconds");
        Evidence evidence = Evidence.of(List.of(
                new Evidence.Item("exempt", Finding.NOTHING, false),
                new Evidence.Item("score", new Finding.Points(Reason.SCORE, 2.5, "bad HELO"), true),
                new Evidence.Item("dnsbl", new Finding.Unknown(Reason.DEADLINE, "no answer"), false),
                new Evidence.Item("greylist", new Finding.Settled(verdict), false)));
        return new Decision(inquiry, evidence, verdict, observed, Duration.ofNanos(412_345));
    }

    /** Nothing against it. */
    public static Decision passed() {
        Verdict verdict = new Verdict.Pass(Reason.NOTHING_AGAINST, "", Optional.empty());
        return new Decision(inquiry("mail.example.org", ""), Evidence.NONE, verdict, false, Duration.ofNanos(80_000));
    }
}
