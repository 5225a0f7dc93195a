package org.doorward.watch.program;

import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Ascii;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * What Dovecot's login processes write (versions 2.2 to 2.4):
 *
 * <pre>
 *   imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=&lt;bob&gt;, method=PLAIN, rip=198.51.100.7, lip=..., TLS, session=&lt;...&gt;
 *   imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 2 secs) (auth_failed): user=&lt;bob&gt;, ...
 *   imap-login: Login: user=&lt;bob&gt;, method=PLAIN, rip=198.51.100.7, ...
 * </pre>
 *
 * <p>The user is the client's to choose, and may hold the likeness of all that follows; behind the address Dovecot alone writes. So the last {@code rip=} is
 * Dovecot's, or, where {@code login_log_format_elements} has another order, one that stands before the user. The lines of its auth process, which have a user
 * in front of the address and nothing to tell them apart, are left alone: each failed login has one of these, too.
 */
final class DovecotMessages {

    /** In a longer line the end, where the address stands, may have been cut off by syslog, and what looks like it be the client's. */
    private static final int SURELY_WHOLE = 900;

    private static final String SERVICE = "-login: ";
    private static final String LEVEL = "Info: ";
    private static final String ADDRESS = "rip=";
    private static final String LAST_ADDRESS = ", rip=";
    private static final String USER = "user=<";
    private static final String FAILED = "(auth failed, ";

    private static final Reading USUAL =
            new Reading.Nothing("nothing that Dovecot's login processes hold against anybody");
    private static final Reading LONG = new Reading.Nothing("a line so long that its end may be missing");
    private static final Reading NO_CLIENT = new Reading.Nothing("no client at its place");

    /** What an entry says. */
    Reading read(LogEntry entry) {
        String message = entry.message();
        int service = message.indexOf(SERVICE);
        if (service < 0 || service > 20 || message.lastIndexOf(' ', service) >= 0) {
            return USUAL;
        }
        int user = message.indexOf(USER);
        int failed = message.indexOf(FAILED);
        boolean failure = failed > 0 && (user < 0 || failed < user);
        if (!failure && !loggedIn(message, service + SERVICE.length())) {
            return USUAL;
        }
        if (message.length() > SURELY_WHOLE) {
            return LONG;
        }
        Optional<IpAddress> address = address(message, user);
        if (address.isEmpty()) {
            return NO_CLIENT;
        }
        if (!failure) {
            return new Reading.LoggedIn(address.get());
        }
        return new Reading.Seen(address.get(), Vector.AUTH_FAILED, message, attempts(message, failed), "");
    }

    private static boolean loggedIn(String message, int from) {
        int at = message.startsWith(LEVEL, from) ? from + LEVEL.length() : from;
        return message.startsWith("Login: ", at) || message.startsWith("Logged in: ", at);
    }

    private static int attempts(String message, int failed) {
        int attempts = 0;
        for (int i = failed + FAILED.length(); i < message.length() && Ascii.digit(message.charAt(i)); i++) {
            attempts = Math.min(1000, attempts * 10 + Character.digit(message.charAt(i), 10));
        }
        return Math.max(1, attempts);
    }

    private static Optional<IpAddress> address(String message, int user) {
        int before = message.indexOf(ADDRESS);
        boolean first = user < 0 || (before >= 0 && before < user);
        int at = first ? before : message.lastIndexOf(LAST_ADDRESS);
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + (first ? ADDRESS : LAST_ADDRESS).length();
        int end = from;
        while (end < message.length() && message.charAt(end) != ',' && message.charAt(end) != ' ') {
            end++;
        }
        return IpAddress.parse(message.substring(from, end));
    }
}
