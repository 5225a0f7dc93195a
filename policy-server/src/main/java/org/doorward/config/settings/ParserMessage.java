package org.doorward.config.settings;

import java.util.Locale;
import org.tomlj.TomlParseError;

/** What the TOML parser complains of, as a part of our own sentences. */
final class ParserMessage {

    private ParserMessage() {}

    /**
     * The message, begun in lower case. It quotes what it could not read: what is not printable there becomes {@code ?}, for
     * the position tells where to look.
     */
    static String of(TomlParseError error) {
        String message = String.valueOf(error.getMessage()).replaceAll("[^ -~]", "?");
        // A key at the beginning of the message is not ours to change.
        boolean word = message.matches("[A-Z][a-z]+ .*") && !isDuplicate(error);
        return word ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message;
    }

    /** Whether a key or a table was written twice. The parser has no other sign of it than its words. */
    static boolean isDuplicate(TomlParseError error) {
        return String.valueOf(error.getMessage()).contains(" previously defined at ");
    }
}
