package org.doorward.config.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;

/** Texts that clients are told. */
final class ReplyTexts {

    /**
     * A reply has at most 400 bytes. The action, the status code and the seconds need less than 50 of them; what is left is
     * kept for what a verdict may add.
     */
    private static final int LONGEST = 300;

    private static final String DESCRIPTION = "a text of 1 to " + LONGEST + " printable ASCII characters";

    /** As it is. */
    static final ValueType<String> PLAIN = ValueType.text(DESCRIPTION, ReplyTexts::printable);

    /** With the placeholder {@code {seconds}}, which may be left out. */
    static final ValueType<String> WITH_SECONDS =
            ValueType.text(DESCRIPTION, text -> printable(text).then(ReplyTexts::placeholders));

    private static final int LONGEST_CONTACT = 100;

    /** A word or two within a text, or nothing. */
    static final ValueType<String> SHORT_OR_EMPTY = ValueType.text(
            "a text of at most " + LONGEST_CONTACT + " printable ASCII characters, or empty",
            text -> text.isEmpty()
                    ? Outcome.of(text)
                    : printable(text)
                            .then(whole -> whole.length() > LONGEST_CONTACT
                                    ? Outcome.refuse(
                                            "has " + whole.length() + " characters", "write at most " + LONGEST_CONTACT)
                                    : Outcome.of(whole)));

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*\\}?");

    private ReplyTexts() {}

    private static Outcome<String> printable(String text) {
        if (text.isBlank()) {
            return Outcome.refuse("is an empty text", "write what the client is told");
        }
        if (text.length() > LONGEST) {
            return Outcome.refuse(
                    "has " + text.length() + " characters",
                    "write at most " + LONGEST + ": a reply has room for 400 bytes");
        }
        Matcher unprintable = UNPRINTABLE.matcher(text);
        if (unprintable.find()) {
            return Outcome.refuse(
                    "has " + Quoted.of(unprintable.group()) + " at character " + (unprintable.start() + 1),
                    "write printable ASCII on one line: not every mail server shows more");
        }
        return Outcome.of(text);
    }

    private static Outcome<String> placeholders(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            if (!placeholder.group().equals("{seconds}")) {
                return Outcome.refuse(
                        "has the unknown placeholder " + Quoted.of(placeholder.group()),
                        "write {seconds}, or leave the brace out");
            }
        }
        return Outcome.of(text);
    }
}
