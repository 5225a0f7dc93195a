package org.doorward.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.decision.Decision;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.store.blame.Offence;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/**
 * What a decision holds against its client. Pure.
 *
 * <p>Only a rejection does: a sign that did not suffice to refuse a mail is no offence, or a good server with a bad name would
 * collect them day by day. Nor does a bounce or a callout to a trap: when somebody has forged the trap as his sender, every honest
 * server may send one. Each vector counts once for a decision, whatever number of its signs there were.
 */
final class Offences {

    private Offences() {}

    /** The offences; empty when the client is unknown, or its decision no rejection for what it did. */
    static List<Offence> of(Decision decision, Map<Vector, Double> points) {
        if (!(decision.verdict() instanceof Verdict.Reject reject) || answersForgedMail(decision, reject)) {
            return List.of();
        }
        Optional<IpAddress> address = decision.inquiry().client().address();
        if (address.isEmpty()) {
            return List.of();
        }
        Map<Vector, String> seen = seen(decision, reject);
        ClientNetwork offender = Offenders.of(address.get());
        List<Offence> offences = new ArrayList<>(seen.size());
        seen.forEach((vector, evidence) -> offences.add(new Offence(
                offender,
                vector.label(),
                vector.fading(),
                Objects.requireNonNull(points.get(vector)),
                decision.inquiry().now(),
                ClientText.escape(evidence, Offence.EVIDENCE_LIMIT))));
        return offences;
    }

    private static boolean answersForgedMail(Decision decision, Verdict.Reject reject) {
        return reject.reason() == Reason.SPAMTRAP
                && decision.inquiry().envelope().nullSender();
    }

    /** A verdict that a check has settled is its own evidence; one of the judge's has the signs'. */
    private static Map<Vector, String> seen(Decision decision, Verdict.Reject reject) {
        Map<Vector, String> seen = new LinkedHashMap<>();
        Vectors.of(reject.reason()).ifPresent(vector -> seen.put(vector, reject.detail()));
        if (reject.reason() == Reason.SCORE) {
            for (Sign sign : decision.evidence().against()) {
                Vectors.of(sign.reason())
                        .ifPresent(vector -> seen.merge(vector, sign.detail(), (one, other) -> one + "; " + other));
            }
        }
        return seen;
    }
}
