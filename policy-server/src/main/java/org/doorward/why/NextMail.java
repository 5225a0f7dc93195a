package org.doorward.why;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.protocol.PolicyRequest;
import org.doorward.server.InquiryReader;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;
import org.doorward.why.Account.Supposed;

/**
 * The mail that somebody would send next: like the last one, but for what the operator says. Pure.
 *
 * <p>A verdict's record does not hold the {@code policy_context}. It holds the reverse name only where that leads back, and else
 * what the check of it found. The next mail comes by a connection of its own, as the next message of nobody else's.
 *
 * @param inquiry the inquiry about its recipient
 * @param supposed where what it asks comes from
 */
record NextMail(Inquiry inquiry, Supposed supposed) {

    static final String PORT = "client_port";

    private static final String CLIENT_ADDRESS = "client_address";
    private static final String CLIENT_NAME = "client_name";
    private static final String REVERSE_NAME = "reverse_client_name";
    private static final String SENDER = "sender";
    private static final String RECIPIENT = "recipient";
    private static final String STATE = "protocol_state";
    private static final String UNKNOWN = "unknown";

    /** A port that clients' connections do not come from, so that limits on connections count this one as new. */
    private static final String OWN_CONNECTION = "1";

    /** What decides, and what may be known of none of it. */
    private static final List<String> DECIDING =
            List.of(CLIENT_NAME, REVERSE_NAME, "helo_name", "sasl_username", SENDER, "policy_context");

    /** What the check of reverse names finds; a client's text cannot begin a line of findings. */
    private static final Pattern NAME_OF_NOBODY = Pattern.compile("(?m)^reverse_name(?: \\(observed\\))?: points "
            + "\\S+ reverse_name \\S+ (?:no reverse name|the reverse name (\\S+) does not lead back)$");

    /**
     * The next mail.
     *
     * @param whom of whom
     * @param attributes what the operator says, by Postfix's names
     * @param verdicts the latest ones, newest first
     * @param now when
     * @return empty when client or recipient are not known
     */
    static Optional<NextMail> of(Whom whom, Map<String, String> attributes, List<VerdictRecord> verdicts, Instant now) {
        Map<String, String> next = new LinkedHashMap<>();
        next.put("request", "smtpd_access_policy");
        next.put(STATE, "RCPT");
        next.put(PORT, OWN_CONNECTION);
        Optional<VerdictRecord> last = verdicts.stream()
                .filter(verdict -> !verdict.recipient().isEmpty())
                .findFirst();
        last.ifPresent(verdict -> like(verdict, attributes, next));
        for (Subject subject : whom.subjects()) {
            if (subject instanceof Subject.Client client) {
                next.put(CLIENT_ADDRESS, single(client, next));
            } else if (whom.subjects().size() == 1 && subject instanceof Subject.Sender sender) {
                next.put(SENDER, sender.address());
            } else if (whom.subjects().size() == 1 && subject instanceof Subject.Recipient recipient) {
                next.put(RECIPIENT, recipient.address());
            }
        }
        next.putAll(attributes);
        // Postfix has verified a name by coming from it back to the address: then both are the same.
        String name = attributes.getOrDefault(CLIENT_NAME, UNKNOWN);
        if (!name.isEmpty() && !name.equals(UNKNOWN)) {
            next.putIfAbsent(REVERSE_NAME, name);
        }
        return read(next, attributes, last, now);
    }

    private static Optional<NextMail> read(
            Map<String, String> next, Map<String, String> attributes, Optional<VerdictRecord> last, Instant now) {
        Inquiry inquiry = InquiryReader.read(PolicyRequest.of(next), now);
        if (inquiry.client().address().isEmpty()
                || inquiry.envelope().recipient().isEmpty()) {
            return Optional.empty();
        }
        Supposed supposed = new Supposed(
                last.map(VerdictRecord::at),
                List.copyOf(attributes.keySet()),
                DECIDING.stream().filter(name -> !next.containsKey(name)).toList());
        return Optional.of(new NextMail(inquiry, supposed));
    }

    /** Of a network the client that was seen last. */
    private static String single(Subject.Client client, Map<String, String> next) {
        boolean one = client.network().prefix() == client.network().address().bits();
        return one ? client.network().address().toString() : next.getOrDefault(CLIENT_ADDRESS, "");
    }

    private static void like(VerdictRecord verdict, Map<String, String> attributes, Map<String, String> next) {
        verdict.client().ifPresent(address -> next.put(CLIENT_ADDRESS, address.toString()));
        String said = attributes.get(CLIENT_ADDRESS);
        if (said == null || verdict.client().equals(IpAddress.parse(said))) {
            named(verdict, attributes, next);
        }
        next.put("helo_name", ClientText.unescape(verdict.helo()));
        next.put("sasl_username", ClientText.unescape(verdict.login()));
        next.put(SENDER, ClientText.unescape(verdict.sender()));
        next.put(RECIPIENT, ClientText.unescape(verdict.recipient()));
    }

    /** Its names, unless the operator says another one: then nothing is known of its reverse name. */
    private static void named(VerdictRecord verdict, Map<String, String> attributes, Map<String, String> next) {
        if (attributes.containsKey(CLIENT_NAME)) {
            return;
        }
        next.put(CLIENT_NAME, verdict.name().isEmpty() ? UNKNOWN : ClientText.unescape(verdict.name()));
        Matcher found = NAME_OF_NOBODY.matcher(verdict.findings());
        if (!verdict.name().isEmpty()) {
            next.put(REVERSE_NAME, ClientText.unescape(verdict.name()));
        } else if (found.find()) {
            String reverse = found.group(1);
            next.put(REVERSE_NAME, reverse == null ? UNKNOWN : ClientText.unescape(reverse));
        }
    }

    /**
     * The same mail when its data is about to come. Bounces are greylisted there, so that nobody who only asks whether an address
     * exists is deferred.
     *
     * @return empty when it is no bounce, or when the operator has named another stage
     */
    Optional<Inquiry> atData() {
        boolean bounce = inquiry.envelope().nullSender() && !supposed.named().contains(STATE);
        if (!bounce) {
            return Optional.empty();
        }
        Inquiry.Envelope at = inquiry.envelope();
        return Optional.of(new Inquiry(
                inquiry.now(),
                ProtocolState.DATA,
                inquiry.client(),
                new Inquiry.Envelope(at.sender(), at.recipient(), 1, at.queueId(), at.instance(), at.size()),
                inquiry.login(),
                inquiry.context()));
    }
}
