package org.doorward.why;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.decision.Inquiry;
import org.doorward.protocol.PolicyRequest;
import org.doorward.server.InquiryReader;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;

/** The mail that somebody would send next: like the last one, but for what the operator says. Pure. */
final class NextMail {

    private static final String CLIENT_ADDRESS = "client_address";
    private static final String RECIPIENT = "recipient";

    private NextMail() {}

    /**
     * The inquiry about its recipient.
     *
     * @param whom of whom
     * @param attributes what the operator says, by Postfix's names
     * @param verdicts the latest ones, newest first
     * @param now when
     * @return empty when client or recipient are not known
     */
    static Optional<Inquiry> of(Whom whom, Map<String, String> attributes, List<VerdictRecord> verdicts, Instant now) {
        Map<String, String> next = new LinkedHashMap<>();
        next.put("request", "smtpd_access_policy");
        next.put("protocol_state", "RCPT");
        verdicts.stream()
                .filter(verdict -> !verdict.recipient().isEmpty())
                .findFirst()
                .ifPresent(verdict -> like(verdict, next));
        for (Subject subject : whom.subjects()) {
            if (subject instanceof Subject.Client client) {
                next.put(CLIENT_ADDRESS, single(client, next));
            } else if (whom.subjects().size() == 1 && subject instanceof Subject.Sender sender) {
                next.put("sender", sender.address());
            } else if (whom.subjects().size() == 1 && subject instanceof Subject.Recipient recipient) {
                next.put(RECIPIENT, recipient.address());
            }
        }
        next.putAll(attributes);
        Inquiry inquiry = InquiryReader.read(PolicyRequest.of(next), now);
        boolean enough = inquiry.client().address().isPresent()
                && !inquiry.envelope().recipient().isEmpty();
        return enough ? Optional.of(inquiry) : Optional.empty();
    }

    /** Of a network the client that was seen last. */
    private static String single(Subject.Client client, Map<String, String> next) {
        boolean one = client.network().prefix() == client.network().address().bits();
        return one ? client.network().address().toString() : next.getOrDefault(CLIENT_ADDRESS, "");
    }

    private static void like(VerdictRecord verdict, Map<String, String> next) {
        verdict.client().ifPresent(client -> next.put(CLIENT_ADDRESS, client.toString()));
        next.put("client_name", verdict.name().isEmpty() ? "unknown" : verdict.name());
        next.put("reverse_client_name", verdict.name().isEmpty() ? "unknown" : verdict.name());
        next.put("helo_name", verdict.helo());
        next.put("sasl_username", verdict.login());
        next.put("sender", verdict.sender());
        next.put(RECIPIENT, verdict.recipient());
    }
}
