package org.doorward.watch.postfix;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.text.Ascii;

/**
 * What a refusal of smtpd's own restrictions is an offence of, by its reply: {@code 550 5.1.1 <who>: Recipient address rejected: User unknown ...}.
 *
 * <p>Only what Postfix is known to write counts (smtpd_check.c): the text of a policy server, of an access table or of a milter may say anything, and
 * Doorward's own verdicts come back through the log in this way. Nor does a deferral, for Postfix has the same words for a name that does not exist and for a
 * DNS that does not answer; but for a relay that {@code defer_unauth_destination} refuses.
 *
 * <p>Who is refused stands in the brackets in his own words, and may write a closing bracket and a text of Postfix's into them: a user of a large provider could have the
 * provider blamed by a sender like that. So where there are several such places, the text counts only behind the very words that the {@link Tail} has, too. Pure.
 */
final class Refusals {

    /** Postfix's own default refuses it for the time being, and is sure of it: {@code defer_unauth_destination}. */
    private static final String RELAY = "Relay access denied";

    /** Postfix cuts a reply at 510 characters and old syslogs a line at 1024: of a longer one the true bracket and the tail may be missing. */
    private static final int SURELY_WHOLE = 900;

    private static final String CLIENT = "Client host rejected: ";
    private static final String HELO = "Helo command rejected: ";
    private static final String SENDER = "Sender address rejected: ";
    private static final String RECIPIENT = "Recipient address rejected: ";
    private static final String CLOSE = ">: ";

    private static final Map<String, Vector> OF_ANY = Map.of(
            "Access denied", Vector.ACCESS_DENIED,
            "Improper use of SMTP command pipelining", Vector.PIPELINING);

    private static final Map<String, Vector> OF_CLIENT = Map.of(
            "cannot find your hostname", Vector.BAD_NAME,
            "cannot find your reverse hostname", Vector.BAD_NAME);

    private static final Map<String, Vector> OF_HELO = Map.of(
            "Host not found", Vector.BAD_HELO,
            "Malformed DNS server reply", Vector.BAD_HELO,
            "Invalid name", Vector.BAD_HELO,
            "invalid ip address", Vector.BAD_HELO,
            "need fully-qualified hostname", Vector.BAD_HELO);

    private static final Map<String, Vector> OF_SENDER = Map.of(
            "Domain ", Vector.BAD_SENDER,
            "Malformed DNS server reply", Vector.BAD_SENDER,
            "need fully-qualified address", Vector.BAD_SENDER,
            "User unknown", Vector.BAD_SENDER,
            "undeliverable address: ", Vector.BAD_SENDER,
            "not owned by user ", Vector.BAD_SENDER,
            "not logged in", Vector.BAD_SENDER);

    private static final Map<String, Vector> OF_RECIPIENT = Map.of(
            "User unknown in ", Vector.UNKNOWN_USER,
            "User unknown;", Vector.UNKNOWN_USER,
            "undeliverable address: ", Vector.UNKNOWN_USER);

    private static final Map<String, Vector> OF_RELAY = Map.of(";", Vector.RELAY_DENIED);

    private static final Map<String, Map<String, Vector>> KINDS = Map.of(
            CLIENT,
            OF_CLIENT,
            HELO,
            OF_HELO,
            SENDER,
            OF_SENDER,
            RECIPIENT,
            OF_RECIPIENT,
            RELAY,
            OF_RELAY,
            "Data command rejected: ",
            Map.of(),
            "End-of-data rejected: ",
            Map.of());

    private static final String BLOCKED = "] blocked using ";
    private static final List<String> LISTED =
            List.of("Client host [", "client [", "Unverified Client host [", "Helo command [", "Sender address [", "[");

    private Refusals() {}

    /**
     * The vector of a refusal; empty when it is none of Postfix's own, or no offence.
     *
     * @param message the whole message
     * @param client the client as it stands in it
     * @param from where the reply begins
     */
    static Optional<Vector> vector(String message, Client client, int from) {
        Words words = new Words(message, from);
        int code = words.number();
        if (code < 400 || code > 599 || !words.step(" ")) {
            return Optional.empty();
        }
        int text = afterStatus(message, words.at());
        if (code < 500) {
            return message.indexOf(RELAY, text) < 0
                    ? Optional.empty()
                    : permanent(message, client, text).filter(Vector.RELAY_DENIED::equals);
        }
        return listed(message, text) ? Optional.of(Vector.DNSBL) : permanent(message, client, text);
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
                return message.indexOf(BLOCKED, who) > 0;
            }
        }
        return false;
    }

    private static Optional<Vector> permanent(String message, Client client, int text) {
        if (message.startsWith(CLIENT, text)) {
            return among(message, text + CLIENT.length(), OF_CLIENT);
        }
        Tail tail = Tail.of(message, text);
        if (tail.authenticated()) {
            return Optional.empty();
        }
        int close = message.indexOf(CLOSE, text);
        if (close < 0) {
            return Optional.empty();
        }
        if (message.indexOf(CLOSE, close + 1) < 0) {
            return message.length() > SURELY_WHOLE ? Optional.empty() : text(message, close + CLOSE.length());
        }
        String name = message.substring(client.from(), client.end());
        return of(message, text, Optional.of(name), CLIENT, Map.of())
                .or(() -> of(message, text, tail.helo(), HELO, OF_HELO))
                .or(() -> of(message, text, tail.sender(), SENDER, OF_SENDER))
                .or(() -> of(message, text, tail.recipient(), RECIPIENT, OF_RECIPIENT))
                .or(() -> of(message, text, tail.recipient(), RELAY, OF_RELAY))
                .or(() -> greeting(message, text));
    }

    /** What a text means, whoever it is about. */
    private static Optional<Vector> text(String message, int at) {
        for (Map.Entry<String, Map<String, Vector>> kind : KINDS.entrySet()) {
            if (message.startsWith(kind.getKey(), at)) {
                int meaning = at + kind.getKey().length();
                return among(message, meaning, kind.getValue()).or(() -> among(message, meaning, OF_ANY));
            }
        }
        return Optional.empty();
    }

    private static Optional<Vector> of(
            String message, int text, Optional<String> who, String what, Map<String, Vector> meanings) {
        if (who.isEmpty() || !message.startsWith("<" + who.get() + CLOSE + what, text)) {
            return Optional.empty();
        }
        int at = text + 1 + who.get().length() + CLOSE.length() + what.length();
        return among(message, at, meanings).or(() -> among(message, at, OF_ANY));
    }

    /**
     * A greeting that is refused at once has no name behind it, and stands there as it was sent. It is the client's own, not his users'; the last text counts.
     */
    private static Optional<Vector> greeting(String message, int text) {
        if (message.indexOf(" helo=<", text) >= 0 || message.indexOf(" from=<", text) >= 0) {
            return Optional.empty();
        }
        int at = message.lastIndexOf(CLOSE + HELO);
        return at < text ? Optional.empty() : among(message, at + CLOSE.length() + HELO.length(), OF_HELO);
    }

    private static Optional<Vector> among(String message, int at, Map<String, Vector> meanings) {
        for (Map.Entry<String, Vector> meaning : meanings.entrySet()) {
            if (message.startsWith(meaning.getKey(), at)) {
                return Optional.of(meaning.getValue());
            }
        }
        return Optional.empty();
    }
}
