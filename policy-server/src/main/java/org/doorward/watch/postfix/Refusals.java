package org.doorward.watch.postfix;

import java.util.List;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.text.Ascii;

/**
 * What a refusal of smtpd's own restrictions is an offence of, by its reply: {@code 550 5.1.1 <who>: Recipient address rejected: User unknown ...}.
 *
 * <p>Only what Postfix is known to write counts (smtpd_check.c): the text of a policy server, of an access table or of a milter may say anything, and
 * Doorward's own verdicts come back through the log in this way. Nor does a deferral, for Postfix has the same words for a name that does not exist and for a
 * DNS that does not answer; but for a relay that {@code defer_unauth_destination} refuses. Pure.
 */
final class Refusals {

    /** Postfix's own default refuses it for the time being, and is sure of it: {@code defer_unauth_destination}. */
    private static final String RELAY = "Relay access denied";

    /**
     * A text and what it means.
     *
     * @param text what stands behind the bracketed name of who is refused
     */
    private record Phrase(String text, Vector vector) {}

    private static final List<Phrase> PHRASES = List.of(
            new Phrase("Recipient address rejected: User unknown in ", Vector.UNKNOWN_USER),
            new Phrase("Recipient address rejected: User unknown;", Vector.UNKNOWN_USER),
            new Phrase("Recipient address rejected: undeliverable address: ", Vector.UNKNOWN_USER),
            new Phrase(RELAY, Vector.RELAY_DENIED),
            new Phrase("Helo command rejected: Host not found", Vector.BAD_HELO),
            new Phrase("Helo command rejected: Malformed DNS server reply", Vector.BAD_HELO),
            new Phrase("Helo command rejected: Invalid name", Vector.BAD_HELO),
            new Phrase("Helo command rejected: invalid ip address", Vector.BAD_HELO),
            new Phrase("Helo command rejected: need fully-qualified hostname", Vector.BAD_HELO),
            new Phrase("Sender address rejected: Domain not found", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: Malformed DNS server reply", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: Domain ", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: need fully-qualified address", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: User unknown", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: undeliverable address: ", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: not owned by user ", Vector.BAD_SENDER),
            new Phrase("Sender address rejected: not logged in", Vector.BAD_SENDER),
            new Phrase("Client host rejected: cannot find your hostname", Vector.BAD_NAME),
            new Phrase("Client host rejected: cannot find your reverse hostname", Vector.BAD_NAME));

    /** These end what is said of whoever it is: {@code Helo command}, {@code Sender address}, ... */
    private static final List<Phrase> OF_ANY_CLASS = List.of(
            new Phrase(" rejected: Access denied", Vector.ACCESS_DENIED),
            new Phrase(" rejected: Improper use of SMTP command pipelining", Vector.PIPELINING));

    private static final List<String> CLASSES = List.of(
            "Client host",
            "Helo command",
            "Sender address",
            "Recipient address",
            "Data command",
            "End-of-data",
            "Etrn command");

    private static final String BLOCKED = " blocked using ";
    private static final List<String> LISTED =
            List.of("Client host [", "client [", "Unverified Client host [", "Helo command [", "Sender address [", "[");

    private Refusals() {}

    /**
     * The vector of a refusal; empty when it is none of Postfix's own, or no offence.
     *
     * @param message the whole message
     * @param from where the reply begins
     */
    static Optional<Vector> vector(String message, int from) {
        Words words = new Words(message, from);
        int code = words.number();
        if (code < 400 || code > 599 || !words.step(" ")) {
            return Optional.empty();
        }
        int text = afterStatus(message, words.at());
        if (code < 500) {
            return phrase(message, text).filter(Vector.RELAY_DENIED::equals);
        }
        return listed(message, text) ? Optional.of(Vector.DNSBL) : phrase(message, text);
    }

    /** Behind {@code 5.7.1 }; Postfix before 2.3 wrote none. */
    private static int afterStatus(String message, int at) {
        int end = at;
        while (end < message.length() && (message.charAt(end) == '.' || Ascii.digit(message.charAt(end)))) {
            end++;
        }
        return end > at && end < message.length() && message.charAt(end) == ' ' ? end + 1 : at;
    }

    /** {@code Service unavailable; Client host [198.51.100.7] blocked using zen.example; ...}. */
    private static boolean listed(String message, int text) {
        Words words = new Words(message, text);
        if (!words.step("Service unavailable; ") && !words.step("Service denied; ")) {
            return false;
        }
        int who = words.at();
        for (String begin : LISTED) {
            if (message.startsWith(begin, who)) {
                return message.indexOf("]" + BLOCKED, who) > 0;
            }
        }
        return false;
    }

    /**
     * The first place where one of Postfix's texts stands behind a bracketed name. Who writes such a text into his own name may pass for another
     * kind of offender, and never for somebody else.
     */
    private static Optional<Vector> phrase(String message, int text) {
        if (text >= message.length() || message.charAt(text) != '<') {
            return phraseAt(message, text);
        }
        for (int end = message.indexOf(">: ", text); end >= 0; end = message.indexOf(">: ", end + 1)) {
            Optional<Vector> found = phraseAt(message, end + 3);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Vector> phraseAt(String message, int at) {
        for (Phrase phrase : PHRASES) {
            if (message.startsWith(phrase.text(), at)) {
                return Optional.of(phrase.vector());
            }
        }
        for (String name : CLASSES) {
            if (message.startsWith(name, at)) {
                return ofAnyClass(message, at + name.length());
            }
        }
        return Optional.empty();
    }

    private static Optional<Vector> ofAnyClass(String message, int at) {
        for (Phrase phrase : OF_ANY_CLASS) {
            if (message.startsWith(phrase.text(), at)) {
                return Optional.of(phrase.vector());
            }
        }
        return Optional.empty();
    }
}
