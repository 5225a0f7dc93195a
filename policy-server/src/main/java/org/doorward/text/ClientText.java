package org.doorward.text;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a client's text fit to be logged or shown: printable ASCII on one line, of bounded length.
 *
 * <p>Printable ASCII stays as it is, but a backslash is doubled, so that what is escaped can be told from what was written.
 * Every other character becomes {@code \xNN} up to U+00FF and {@code \}{@code uNNNN} above (two of them for a character
 * outside the Basic Multilingual Plane). Quotes stay: a format that needs them escaped does that itself.
 */
public final class ClientText {

    /** The longest excerpt in a log line unless there is a reason for another bound: a name and the beginning of a value. */
    public static final int EXCERPT = 80;

    private static final String ELLIPSIS = "...";
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|\\\\)");

    private ClientText() {}

    /** The text escaped, and cut to {@link #EXCERPT} characters. */
    public static String excerpt(CharSequence text) {
        return escape(text, EXCERPT);
    }

    /**
     * Escapes and cuts a text.
     *
     * @param text anything
     * @param limit the most characters of the result, at least 10; a text that is longer ends in {@code ...}
     * @return printable ASCII of at most {@code limit} characters, never cut within an escape
     */
    public static String escape(CharSequence text, int limit) {
        if (limit < 10) {
            throw new IllegalArgumentException("No room for an escape and an ellipsis: " + limit);
        }
        if (text.length() <= limit && plain(text)) {
            return text.toString();
        }
        StringBuilder escaped = new StringBuilder(Math.min(text.length(), limit));
        int roomForEllipsis = 0;
        for (int at = 0; at < text.length(); at++) {
            append(escaped, text.charAt(at));
            if (escaped.length() > limit) {
                return escaped.replace(roomForEllipsis, escaped.length(), ELLIPSIS)
                        .toString();
            }
            if (escaped.length() <= limit - ELLIPSIS.length()) {
                roomForEllipsis = escaped.length();
            }
        }
        return escaped.toString();
    }

    /**
     * The text that {@link #escape} was given. What was cut off is missing, and the ellipsis stands for it; what is no escape stays as
     * it is.
     */
    public static String unescape(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder(escaped.length());
        Matcher escapes = ESCAPE.matcher(escaped);
        int from = 0;
        while (escapes.find()) {
            text.append(escaped, from, escapes.start());
            String digits = escapes.group(1) == null ? escapes.group(2) : escapes.group(1);
            text.append(digits == null ? '\\' : (char) HexFormat.fromHexDigits(digits));
            from = escapes.end();
        }
        return text.append(escaped, from, escaped.length()).toString();
    }

    /** Whether a text is what its escaped form would be, as nearly every text is. */
    private static boolean plain(CharSequence text) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (!printable(character) || character == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Whether a character is printable ASCII, the blank included. */
    public static boolean printable(char character) {
        return character >= ' ' && character <= '~';
    }

    private static void append(StringBuilder escaped, char character) {
        if (character == '\\') {
            escaped.append("\\\\");
        } else if (printable(character)) {
            escaped.append(character);
        } else if (character <= 0xFF) {
            escaped.append("\\x").append(HEX.toHexDigits((byte) character));
        } else {
            escaped.append("\\u").append(HEX.toHexDigits(character));
        }
    }
}
