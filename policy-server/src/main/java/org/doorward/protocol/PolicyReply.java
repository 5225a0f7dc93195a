package org.doorward.protocol;

import org.doorward.text.ClientText;

/**
 * One policy reply. There is no way to make one that Postfix would misread.
 *
 * <p>Postfix takes an empty action, and one that is only digits, for <em>permit</em> and skips all later restrictions; it
 * evaluates one with a leading blank as a list of restrictions; it ends at a line feed; it sends text of any length and
 * any bytes on to the client. So an action is never empty, never only a number, has no blank at either end, is one line of
 * printable ASCII and has at most {@link #ACTION_LIMIT} characters.
 *
 * @param action what Postfix is to do, as in access(5), for example {@code DEFER_IF_PERMIT 4.7.1 Try again}
 */
public record PolicyReply(String action) {

    /** What stands before the action on the line. */
    static final String ATTRIBUTE = "action=";

    /** The longest line that is sent; RFC 5321 section 4.5.3.1.5 allows a reply line 512 bytes, and Postfix adds to ours. */
    static final int LINE_LIMIT = 400;

    /** The longest action, in bytes as in characters. */
    public static final int ACTION_LIMIT = LINE_LIMIT - ATTRIBUTE.length();

    /** No objection: Postfix goes on with its later restrictions. */
    public static final PolicyReply DUNNO = new PolicyReply("DUNNO");

    /**
     * Takes the action as it is.
     *
     * @throws IllegalArgumentException if Postfix would misread it; {@link #of} makes any text safe instead
     */
    public PolicyReply {
        if (action.length() > ACTION_LIMIT || !isPrintable(action)) {
            throw new IllegalArgumentException("Not one short printable line: " + ClientText.excerpt(action));
        }
        if (action.isEmpty() || action.startsWith(" ") || action.endsWith(" ")) {
            throw new IllegalArgumentException("Empty, or a blank at an end: \"" + action + '"');
        }
        if (onlyDigits(action)) {
            throw new IllegalArgumentException("Only a number, which permits: " + action);
        }
    }

    /**
     * A reply that carries a text of which nothing is known. What is not printable ASCII becomes {@code ?}, as in Postfix's
     * own replies; what is too long is cut.
     *
     * @param action the action's words, of our own choice, for example {@code REJECT 5.7.1}
     * @param text any text, possibly a client's; an empty one adds nothing
     * @return the reply; {@link #DUNNO} when nothing is left that could be sent
     */
    public static PolicyReply of(String action, String text) {
        String line = printable(action + ' ' + text).strip();
        String safe = line.length() <= ACTION_LIMIT
                ? line
                : line.substring(0, ACTION_LIMIT).stripTrailing();
        return safe.isEmpty() || onlyDigits(safe) ? DUNNO : new PolicyReply(safe);
    }

    private static boolean onlyDigits(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (!ClientText.printable(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static String printable(String text) {
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point <= '~' && ClientText.printable((char) point) ? point : '?')
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
