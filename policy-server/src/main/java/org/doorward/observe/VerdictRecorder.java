package org.doorward.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.FindingText;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.VerdictLedger;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.text.ClientText;

/**
 * Has every decision remembered, for whoever asks later why. Costs the deciding thread one entry in the ledger's queue; the
 * texts are made elsewhere.
 *
 * <p>Every text is escaped and cut, so it may be shown as it is. Whoever looks for an address has to escape it in the same way:
 * {@link #address}. What the checks found is a line each, those that found nothing together in the last one:
 *
 * <pre>
 * dnsbl: points 4: dnsbl 4 (dnsbl:zen.spamhaus.org) 127.0.0.2; dns_allowed -1 (dnsbl:list.dnswl.org) 127.0.5.1
 * greylist (observed): defer: greylisted: first seen
 * reverse_name: unknown: reverse_name: no answer within 2 s
 * nothing: exempt, access
 * </pre>
 */
public final class VerdictRecorder implements DecisionListener {

    /** Several times what mail is usually written with; findings may repeat each part. */
    private static final int MOST_WRITTEN = 600;

    private final VerdictLedger ledger;

    /** Has decisions remembered by a ledger. */
    public VerdictRecorder(VerdictLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void decided(Decision decision) {
        ledger.record(series(decision), later(decision));
    }

    /**
     * Makes the record when it is wanted. Of a client that has written much at once, for the queue holds thousands, and a record is
     * never large.
     */
    static Supplier<VerdictRecord> later(Decision decision) {
        if (written(decision.inquiry()) <= MOST_WRITTEN) {
            return () -> recordOf(decision);
        }
        VerdictRecord made = recordOf(decision);
        return () -> made;
    }

    private static int written(Inquiry inquiry) {
        Inquiry.Client client = inquiry.client();
        Inquiry.Envelope envelope = inquiry.envelope();
        return client.name().length()
                + client.reverseName().length()
                + client.helo().length()
                + envelope.sender().length()
                + envelope.recipient().length()
                + inquiry.login().length();
    }

    /** Plain is what nobody will ask about: a pass that nothing was said against, and that is nobody's first. */
    static VerdictSeries series(Decision decision) {
        Verdict verdict = decision.verdict();
        if (!(verdict instanceof Verdict.Pass) || verdict.reason() == Reason.GREYLIST_PASSED) {
            return VerdictSeries.NOTABLE;
        }
        for (Evidence.Item item : decision.evidence().items()) {
            if (notable(item)) {
                return VerdictSeries.NOTABLE;
            }
        }
        return VerdictSeries.PLAIN;
    }

    private static boolean notable(Evidence.Item item) {
        Finding finding = item.finding();
        return (finding instanceof Finding.Points points
                        && points.signs().stream().anyMatch(sign -> sign.points() > 0))
                || finding instanceof Finding.Unknown
                || (finding instanceof Finding.Settled settled && !(settled.verdict() instanceof Verdict.Pass));
    }

    /** An address in the form in which it is remembered. */
    public static String address(String address) {
        return ClientText.escape(address, VerdictRecord.NAME_LIMIT);
    }

    static VerdictRecord recordOf(Decision decision) {
        Inquiry inquiry = decision.inquiry();
        Verdict verdict = decision.verdict();
        return new VerdictRecord(
                inquiry.now(),
                inquiry.client().address(),
                address(inquiry.client().name()),
                address(inquiry.client().helo()),
                address(inquiry.login()),
                inquiry.state().name(),
                address(inquiry.envelope().sender()),
                address(inquiry.envelope().recipient()),
                verdict.kind(),
                verdict.reason().label(),
                ClientText.escape(verdict.detail(), VerdictRecord.DETAIL_LIMIT),
                decision.observed(),
                decision.took(),
                findings(decision.evidence()));
    }

    private static String findings(Evidence evidence) {
        List<String> lines = new ArrayList<>();
        StringJoiner nothing = new StringJoiner(", ");
        for (Evidence.Item item : evidence.items()) {
            if (item.finding() instanceof Finding.Nothing) {
                nothing.add(item.check());
            } else {
                lines.add(item.check() + (item.observed() ? " (observed): " : ": ") + FindingText.of(item.finding()));
            }
        }
        if (nothing.length() > 0) {
            lines.add("nothing: " + nothing);
        }
        return cutLines(lines);
    }

    /** Each line is cut to its share, so that one that is long, as the client can make it, pushes no other out. */
    private static String cutLines(List<String> lines) {
        int share = VerdictRecord.FINDINGS_LIMIT / Math.max(1, lines.size()) - 1;
        int spare = VerdictRecord.FINDINGS_LIMIT;
        for (String line : lines) {
            spare -= Math.min(share, line.length()) + 1;
        }
        StringJoiner all = new StringJoiner("\n");
        for (String line : lines) {
            int room = Math.max(10, line.length() > share ? share + spare : share);
            String cut = ClientText.escape(line, room);
            spare -= Math.max(0, cut.length() - share);
            all.add(cut);
        }
        return all.toString();
    }
}
