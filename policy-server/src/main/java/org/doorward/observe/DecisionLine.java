package org.doorward.observe;

import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Verdict;
import org.doorward.store.net.IpAddress;

/**
 * The log line of one decision.
 *
 * @param decision what was decided
 */
record DecisionLine(Decision decision) implements LogFields {

    /** Longer than any address or domain name that the standards allow to be delivered to (RFC 5321 section 4.5.3.1). */
    private static final int NAME_LIMIT = 260;

    private static final int DETAIL_LIMIT = 200;
    private static final int IDENTIFIER_LIMIT = 80;

    @Override
    public String event() {
        return "decision";
    }

    @Override
    public void describe(Sink sink) {
        Verdict verdict = decision.verdict();
        sink.text("decision", verdict.kind(), IDENTIFIER_LIMIT);
        sink.text("reason", verdict.reason().label(), IDENTIFIER_LIMIT);
        sink.text("observed", decision.observed() ? "yes" : "", IDENTIFIER_LIMIT);
        client(sink, decision.inquiry());
        envelope(sink, decision.inquiry());
        evidence(sink, decision.evidence());
        sink.time("took", decision.took());
        sink.text("detail", verdict.detail(), DETAIL_LIMIT);
    }

    private static void client(Sink sink, Inquiry inquiry) {
        Inquiry.Client client = inquiry.client();
        sink.text("client", client.address().map(IpAddress::toString).orElse("unknown"), IDENTIFIER_LIMIT);
        sink.text("name", client.name(), NAME_LIMIT);
        sink.text("helo", client.helo(), NAME_LIMIT);
        sink.text("login", inquiry.login(), NAME_LIMIT);
    }

    private static void envelope(Sink sink, Inquiry inquiry) {
        Inquiry.Envelope envelope = inquiry.envelope();
        if (senderIsKnown(inquiry.state()) || !envelope.nullSender()) {
            sink.text("sender", "<" + envelope.sender() + ">", NAME_LIMIT);
        }
        if (!envelope.recipient().isEmpty()) {
            sink.text("recipient", "<" + envelope.recipient() + ">", NAME_LIMIT);
        }
        sink.text("state", inquiry.state().name(), IDENTIFIER_LIMIT);
        sink.text("instance", envelope.instance(), IDENTIFIER_LIMIT);
        sink.text("queue_id", envelope.queueId(), IDENTIFIER_LIMIT);
    }

    private static boolean senderIsKnown(ProtocolState state) {
        return switch (state) {
            case MAIL, RCPT, DATA, BDAT, END_OF_MESSAGE -> true;
            case CONNECT, HELO, EHLO, VRFY, ETRN, XCLIENT, OTHER -> false;
        };
    }

    private static void evidence(Sink sink, Evidence evidence) {
        double points = evidence.points();
        if (points != 0) {
            // What has faded a little is no round number; two digits are enough to compare by.
            sink.number("points", Math.round(points * 100) / 100.0);
        }
        sink.text("failed", failed(evidence), IDENTIFIER_LIMIT);
    }

    /** The checks whose source failed. A plain loop: this is on the way of every decision, and nearly always finds none. */
    private static String failed(Evidence evidence) {
        String failed = "";
        for (Evidence.Item item : evidence.items()) {
            if (item.finding() instanceof Finding.Unknown) {
                failed = failed.isEmpty() ? item.check() : failed + "," + item.check();
            }
        }
        return failed;
    }

    /** The line as text. */
    @Override
    public String toString() {
        return TextLines.fields(this);
    }
}
