package org.doorward.server;

import org.doorward.decision.Decision;
import org.doorward.decision.Verdict;
import org.doorward.protocol.PolicyReply;

/**
 * What Postfix is told about a decision. Pure.
 *
 * <p>A deferral is {@code DEFER_IF_PERMIT}: a later restriction that rejects for good wins over it, so that nobody is told
 * to come back for a rejection. Its enhanced status code is 4.7.1, a rejection's 5.7.1 (RFC 3463: delivery not authorized).
 */
public final class Answer {

    private static final String DEFER = "DEFER_IF_PERMIT 4.7.1";
    private static final String REJECT = "REJECT 5.7.1";
    private static final String DISCONNECT = "421 4.7.0";
    private static final String UNKNOWN_USER = "550 5.1.1";

    private Answer() {}

    /** The reply. What is only observed is answered as if there were no objection. */
    public static PolicyReply to(Decision decision) {
        Verdict verdict = decision.verdict();
        if (decision.observed()) {
            return PolicyReply.DUNNO;
        }
        if (verdict instanceof Verdict.Defer defer) {
            return PolicyReply.of(DEFER, textOr(defer.text(), "Please try again later"));
        }
        if (verdict instanceof Verdict.Reject reject) {
            String action = switch (reject.code()) {
                case POLICY -> REJECT;
                case DISCONNECT -> DISCONNECT;
                case UNKNOWN_USER -> UNKNOWN_USER;
            };
            return PolicyReply.of(action, textOr(reject.text(), "Access denied"));
        }
        return ((Verdict.Pass) verdict)
                .header()
                .filter(header -> !header.isBlank())
                .map(header -> PolicyReply.of("PREPEND", header))
                .orElse(PolicyReply.DUNNO);
    }

    /** Without a text Postfix would send the status code alone. */
    private static String textOr(String text, String instead) {
        return text.isBlank() ? instead : text;
    }
}
