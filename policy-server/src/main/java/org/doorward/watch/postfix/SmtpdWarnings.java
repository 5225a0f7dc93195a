package org.doorward.watch.postfix;

import java.util.List;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.Reading;

/** What smtpd writes as warnings. */
final class SmtpdWarnings {

    private static final Reading NONE = new Reading.Nothing("a warning that is nobody's fault");
    static final Reading OURS = new Reading.Nothing("a trouble of the host's own, not of the client");

    /** Behind it the client stands, and behind him what he sent. */
    private static final String NON_SMTP = "non-SMTP command from ";

    /** Behind these the client stands and the service. */
    private static final List<String> LIMITS = List.of(
            "Connection rate limit exceeded: ",
            "Connection concurrency limit exceeded: ",
            "Message delivery request rate limit exceeded: ",
            "Recipient address rate limit exceeded: ",
            "New TLS session rate limit exceeded: ",
            "AUTH command rate limit exceeded: ",
            "Too frequent connections: ",
            "Too many connections: ");

    private static final List<String> REFUSED_TLS =
            List.of("Refusing STARTTLS request from ", "Refusing TLS service request from ");

    /** What follows the mechanism's failure when it is the host's own trouble. */
    private static final List<String> OWN_TROUBLE = List.of(
            "Connection lost to authentication server",
            "Temporary authentication failure",
            "Internal authentication failure",
            "Authentication backend error",
            "Can't connect to authentication server",
            "generic failure",
            "no mechanism available");

    /** The DNS did not answer: not the client's fault, and nothing is known of its name. */
    private static final List<String> TEMPORARY = List.of("Temporary failure", "Host not found, try again");

    private static final int LONGEST_MECHANISM = 40;

    /** Reads on behind the word {@code warning: }. */
    Reading read(String message, int from) {
        Words words = new Words(message, from);
        if (words.step(NON_SMTP)) {
            return client(words, message, Vector.NON_SMTP);
        }
        for (String begin : LIMITS) {
            if (words.step(begin)) {
                words.number();
                return words.step(" from ") ? client(words, message, Vector.RATE_LIMIT) : NONE;
            }
        }
        for (String begin : REFUSED_TLS) {
            if (words.step(begin)) {
                return client(words, message, Vector.RATE_LIMIT);
            }
        }
        if (words.step("hostname ")) {
            return mismatch(words, message);
        }
        Optional<Client> client = words.client();
        if (client.isPresent()) {
            return words.step(": SASL ") ? login(words, client.get(), message) : NONE;
        }
        return oldMismatch(words, message, from);
    }

    private static Reading client(Words words, String message, Vector vector) {
        return words.client()
                .map(client -> Words.seen(client, vector, Words.evidence(message, 0)))
                .orElse(Words.NO_CLIENT);
    }

    /** {@code name[address]: SASL LOGIN authentication failed: reason[, sasl_username=...]}: the mechanism is the client's word, but has no blank. */
    private static Reading login(Words words, Client client, String message) {
        int mechanism = words.at();
        int end = message.indexOf(' ', mechanism);
        if (end < 0 || end - mechanism > LONGEST_MECHANISM) {
            return NONE;
        }
        Words behind = new Words(message, end);
        if (!behind.step(" authentication failed")) {
            return NONE;
        }
        behind.step(": ");
        for (String trouble : OWN_TROUBLE) {
            if (message.startsWith(trouble, behind.at())) {
                return OURS;
            }
        }
        return Words.seen(client, Vector.AUTH_FAILED, Words.evidence(message, mechanism - "SASL ".length()));
    }

    /** {@code hostname NAME does not resolve to address ADDRESS[: why]}: the name is a valid host name, and has no blank. */
    private static Reading mismatch(Words words, String message) {
        int name = words.at();
        int end = message.indexOf(' ', name);
        if (end < 0) {
            return NONE;
        }
        Words behind = new Words(message, end);
        if (!behind.step(" does not resolve to address ")) {
            return NONE;
        }
        return bare(message, behind.at(), message.length(), name - "hostname ".length());
    }

    /** {@code ADDRESS: address not listed for hostname NAME}, {@code ADDRESS: hostname NAME verification failed: why}: Postfix 2. */
    private static Reading oldMismatch(Words words, String message, int from) {
        int end = message.indexOf(": ", from);
        if (end < 0) {
            return NONE;
        }
        Words behind = new Words(message, end + 2);
        if (behind.step("address not listed for hostname ")
                || (behind.step("hostname ") && message.indexOf(" verification failed: ", behind.at()) > 0)) {
            return bare(message, words.at(), end, from);
        }
        return NONE;
    }

    /** An address that stands without brackets up to a colon and a blank, or an end. */
    private static Reading bare(String message, int from, int most, int evidence) {
        int colon = message.indexOf(": ", from);
        int end = colon < 0 || colon > most ? most : colon;
        int verdict = message.lastIndexOf(": ") + 2;
        for (String temporary : TEMPORARY) {
            if (message.startsWith(temporary, verdict)) {
                return OURS;
            }
        }
        return IpAddress.parse(message.substring(from, end))
                .<Reading>map(
                        address -> new Reading.Seen(address, Vector.NAME_MISMATCH, Words.evidence(message, evidence)))
                .orElse(Words.NO_CLIENT);
    }
}
