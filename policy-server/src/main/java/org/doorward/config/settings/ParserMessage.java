package org.doorward.config.settings;

import java.util.Locale;
import java.util.regex.Pattern;
import org.tomlj.TomlParseError;

/** What the TOML parser complains of, as a part of our own sentences. */
final class ParserMessage {

    /** The longest list of what was expected takes some 150. */
    private static final int LONGEST = 300;

    /** What it could not read, up to the last quote before what it expected; the text within may hold quotes itself. */
    private static final Pattern QUOTED = Pattern.compile("^Unexpected '(.).+'(?=$|, expected |; )");

    private ParserMessage() {}

    /**
     * The message, begun in lower case. It quotes what it could not read, which may be a secret that lacks its quotes: of that the
     * first character stays, for the position tells where to look. What is not printable becomes {@code ?}.
     */
    static String of(TomlParseError error) {
        String whole = String.valueOf(error.getMessage()).replaceAll("[^ -~]", "?");
        String message = cut(QUOTED.matcher(whole).replaceFirst("Unexpected '$1...'"));
        // A key at the beginning of the message is not ours to change.
        boolean word = message.matches("[A-Z][a-z]+ .*") && !isDuplicate(error);
        return word ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message;
    }

    private static String cut(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
    }

    /** Whether a key or a table was written twice. The parser has no other sign of it than its words. */
    static boolean isDuplicate(TomlParseError error) {
        return String.valueOf(error.getMessage()).contains(" previously defined at ");
    }
}
