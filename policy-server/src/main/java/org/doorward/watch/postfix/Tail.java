package org.doorward.watch.postfix;

import java.util.Optional;
import org.doorward.text.Ascii;

/**
 * What smtpd writes of the session behind a refusal's text: {@code ; from=<sender> to=<recipient> proto=ESMTP helo=<name>}.
 *
 * <p>Read from its end. In the HELO name Postfix has replaced all brackets, quotes and semicolons; an address that holds any of these is written with quotes, and is not
 * known here, for within quotes it may hold the likeness of a whole tail. With {@code info_log_addr_form = internal} there are no quotes, and this cannot tell.
 *
 * @param helo the client's name for itself; empty when there is none
 * @param sender the sender; empty when there is none, or it is one with quotes
 * @param recipient likewise
 * @param authenticated whether the client has logged in, which Postfix writes since 3.10
 */
record Tail(Optional<String> helo, Optional<String> sender, Optional<String> recipient, boolean authenticated) {

    private static final String HELO = " helo=<";
    private static final String PROTOCOL = " proto=";
    private static final String RECIPIENT = " to=<";
    private static final String SENDER = " from=<";
    private static final String LOGIN = " sasl_username=";

    /** The tail of a message, behind some place in it. */
    static Tail of(String message, int from) {
        int end = message.length();
        boolean login = false;
        Optional<String> helo = Optional.empty();
        int at = message.lastIndexOf(HELO);
        if (at >= from) {
            int close = message.indexOf('>', at + HELO.length());
            if (close > 0) {
                helo = plain(message, at + HELO.length(), close);
                login = message.indexOf(LOGIN, close) > 0;
                end = at;
            }
        }
        end = beforeProtocol(message, from, end);
        int to = opening(message, RECIPIENT, from, end);
        Optional<String> recipient = to < 0 ? Optional.empty() : plain(message, to + RECIPIENT.length(), end - 1);
        int before = to < 0 ? end : to;
        int of = opening(message, SENDER, from, before);
        boolean uncertain = to >= 0 && recipient.isEmpty();
        Optional<String> sender =
                of < 0 || uncertain ? Optional.empty() : plain(message, of + SENDER.length(), before - 1);
        return new Tail(helo, sender, recipient, login);
    }

    private static int beforeProtocol(String message, int from, int end) {
        int at = message.lastIndexOf(PROTOCOL, end);
        if (at < from) {
            return end;
        }
        for (int i = at + PROTOCOL.length(); i < end; i++) {
            if (!Ascii.alphanumeric(message.charAt(i))) {
                return end;
            }
        }
        return at;
    }

    /** Where the last field of this name begins, if it ends right before a place. */
    private static int opening(String message, String name, int from, int end) {
        if (end <= from || message.charAt(end - 1) != '>') {
            return -1;
        }
        int at = message.lastIndexOf(name, end - 1);
        return at < from ? -1 : at;
    }

    private static Optional<String> plain(String message, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = message.charAt(i);
            if (c == '"' || c == '<' || c == '>') {
                return Optional.empty();
            }
        }
        return from <= to ? Optional.of(message.substring(from, to)) : Optional.empty();
    }
}
