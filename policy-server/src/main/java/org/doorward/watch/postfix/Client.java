package org.doorward.watch.postfix;

import java.util.Optional;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Ascii;

/**
 * A client as Postfix writes it: {@code name[address]}, {@code [address]} in postscreen, each perhaps with {@code :port} behind it.
 *
 * <p>The name is one that Postfix has verified, or {@code unknown}: letters, digits, hyphens, underscores and dots. So the first bracket is Postfix's own.
 *
 * @param address the address; empty when Postfix does not know it either
 * @param from where it begins in the message
 * @param end the place behind it
 */
record Client(Optional<IpAddress> address, int from, int end) {

    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_ADDRESS = 50;

    /** RFC 5321 section 4.1.3, as it comes from other programs in front of Postfix. */
    private static final String V6 = "IPv6:";

    private static final int LONGEST_PORT = 5;
    private static final String UNKNOWN_PORT = ":unknown";

    /** The client that stands at a place; empty when none does. */
    static Optional<Client> at(String message, int from) {
        int open = from;
        int most = Math.min(message.length(), from + LONGEST_NAME + 1);
        while (open < most && isNamePart(message.charAt(open))) {
            open++;
        }
        if (open >= most || message.charAt(open) != '[') {
            return Optional.empty();
        }
        int close = message.indexOf(']', open);
        if (close < 0 || close - open - 1 > LONGEST_ADDRESS) {
            return Optional.empty();
        }
        int begin = message.startsWith(V6, open + 1) ? open + 1 + V6.length() : open + 1;
        Optional<IpAddress> address = IpAddress.parse(message.substring(begin, close));
        return Optional.of(new Client(address, from, port(message, close + 1)));
    }

    /** Behind the port, if there is one. */
    private static int port(String message, int at) {
        if (at >= message.length() || message.charAt(at) != ':') {
            return at;
        }
        if (message.startsWith(UNKNOWN_PORT, at)) {
            return at + UNKNOWN_PORT.length();
        }
        int end = at + 1;
        while (end < message.length() && end - at <= LONGEST_PORT && Ascii.digit(message.charAt(end))) {
            end++;
        }
        return end > at + 1 ? end : at;
    }

    private static boolean isNamePart(char c) {
        return Ascii.alphanumeric(c) || c == '.' || c == '-' || c == '_';
    }
}
