package org.doorward.check;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;

/**
 * What the greylist answers: pure functions from where an attempt stands to a finding.
 *
 * <p>When a triplet is new, early or known is {@link GreylistEntry#attempted}; here stands when greylisting is asked at all, and
 * what the client is told.
 */
public final class GreylistRule {

    private static final Finding KNOWN = new Finding.Settled(new Verdict.Pass(Reason.GREYLIST_KNOWN, "passed before"));

    private GreylistRule() {}

    /**
     * Whether this is the stage to greylist at. A message is deferred at RCPT, where each recipient can be told apart. The
     * null sender is deferred at DATA only: many hosts probe a sender's address with {@code MAIL FROM:<>} and RCPT, send
     * nothing, and would take a deferral for a refusal of the address.
     */
    static boolean asksAt(ProtocolState state, boolean nullSender) {
        return nullSender ? state.beforeData() : state == ProtocolState.RCPT;
    }

    /**
     * The finding.
     *
     * @param standing where the attempt stands
     * @param inquiry what was asked
     * @param delay how long a new triplet is deferred
     * @param text what the client is told, {@code {seconds}} for the seconds left
     * @param header the header line for a message that was delayed, or empty for none
     */
    static Finding finding(Standing standing, Inquiry inquiry, Duration delay, String text, Optional<String> header) {
        if (standing instanceof Standing.Pending pending) {
            return new Finding.Settled(deferral(pending, inquiry.now(), delay, text));
        }
        if (standing instanceof Standing.Passed passed) {
            String detail = "came back after " + waited(passed.entry()).toSeconds() + " s";
            return new Finding.Settled(new Verdict.Pass(Reason.GREYLIST_PASSED, detail, header));
        }
        if (standing instanceof Standing.Known) {
            return KNOWN;
        }
        NetworkStanding network = ((Standing.NetworkAllowed) standing).network();
        String detail = network.counted() + " distinct triplets of the network have passed";
        return new Finding.Settled(new Verdict.Pass(Reason.AUTO_ALLOWED, detail));
    }

    private static Verdict deferral(Standing.Pending pending, Instant now, Duration delay, String text) {
        Instant first = pending.entry().firstSeen();
        long left = secondsLeft(first, now, delay);
        String detail = pending.first() ? "first attempt" : "first attempt at " + seconds(first) + ", back too early";
        return new Verdict.Defer(Reason.GREYLISTED, detail, text.replace("{seconds}", Long.toString(left)));
    }

    private static Instant seconds(Instant exact) {
        return exact.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whole seconds until the triplet may pass, at least one. */
    static long secondsLeft(Instant first, Instant now, Duration delay) {
        long millis = Duration.between(now, first.plus(delay)).toMillis();
        return Math.max(1, -Math.floorDiv(-millis, 1000L));
    }

    /** How long a triplet that passed was made to wait. */
    static Duration waited(GreylistEntry passed) {
        return Duration.between(passed.firstSeen(), passed.passedAt().orElse(passed.firstSeen()));
    }

    /**
     * The header of a message that was delayed. It names no recipient: Postfix puts it before the message for all of them, and
     * keeps it even when the recipient that brought it is refused by a later restriction.
     *
     * @param waited how long it was delayed
     * @param host this host's name
     * @param now the moment of this decision
     */
    static String header(Duration waited, String host, Instant now) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
        return "X-Greylist: delayed " + waited.toSeconds() + " seconds by Doorward at " + host + "; " + date;
    }
}
