package org.doorward.config.load;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;
import org.doorward.pattern.LinePattern;
import org.doorward.store.blame.Offence;

/** What the keys of the watch are written as. */
final class WatchTypes {

    private static final Pattern WORD_FORM = Pattern.compile("[a-z][a-z0-9_]{0," + (Offence.VECTOR_LIMIT - 1) + "}");
    private static final Pattern PROGRAM_FORM = Pattern.compile("[!-~&&[^\\[\\]:]]{1,100}");
    private static final Pattern UNIT_FORM = Pattern.compile("[A-Za-z0-9@:_.*?\\[\\]\\\\-]{1,200}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,60}");
    private static final int LONGEST_SAMPLE = 2000;

    /** A label. */
    static final ValueType<String> WORD = ValueType.text(
            "a word of lower-case letters, digits and underscores",
            text -> WORD_FORM.matcher(text).matches()
                    ? Outcome.of(text)
                    : Outcome.refuse(Quoted.of(text) + " is no such word", "write such as \"web_login\""));

    /** A program's name. */
    static final ValueType<String> PROGRAM = ValueType.text(
            "a program as syslog names it",
            text -> PROGRAM_FORM.matcher(text).matches()
                    ? Outcome.of(text)
                    : Outcome.refuse(
                            Quoted.of(text) + " is no program's name",
                            "write what stands before the brackets or the colon"));

    /** A unit of systemd. */
    static final ValueType<String> UNIT = ValueType.text(
            "a unit of systemd, or a pattern of units",
            text -> UNIT_FORM.matcher(text).matches() && !text.startsWith("-")
                    ? Outcome.of(text)
                    : Outcome.refuse(Quoted.of(text) + " is no unit", "write such as \"postfix@-.service\""));

    /** What a kernel's line begins with. */
    static final ValueType<String> PREFIX = ValueType.text(
            "the prefix of a rule that logs",
            text -> PRINTABLE.matcher(text).matches() && !text.isBlank()
                    ? Outcome.of(text)
                    : Outcome.refuse(Quoted.of(text) + " is no prefix", "write what the rule's log prefix is"));

    /** A pattern for lines. */
    static final ValueType<LinePattern> PATTERN =
            ValueType.text("a regular expression with a group address at a fixed place", WatchRules::pattern);

    /** A message. */
    static final ValueType<String> SAMPLE = ValueType.text(
            "a message of a log",
            text -> text.isBlank() || text.length() > LONGEST_SAMPLE
                    ? Outcome.refuse("is no message", "write one, without the time and the program")
                    : Outcome.of(text));

    /** A log file, which need not be there yet. */
    static final ValueType<Path> LOG_FILE = ValueType.text(
            "the path of a log file",
            text -> text.startsWith("/") && text.length() <= 190 && text.chars().allMatch(c -> c > ' ' && c <= '~')
                    ? Outcome.of(Path.of(text).normalize())
                    : Outcome.refuse(
                            Quoted.of(text) + " is no log file",
                            "write its whole path, such as \"/var/log/mail.log\""));

    /** Where to receive lines, or nowhere. */
    static final ValueType<Optional<ListenAddress>> SYSLOG = ValueType.text(
            "inet:HOST:PORT (UDP), unix:/PATH, or empty",
            text -> text.isEmpty()
                    ? Outcome.of(Optional.empty())
                    : ListenAddresses.understand(text).then(address -> Outcome.of(Optional.of(address))));

    /** A time zone, or this host's. */
    static final ValueType<ZoneId> ZONE = ValueType.text("a time zone, or empty for this host's", WatchTypes::zone);

    private WatchTypes() {}

    private static Outcome<ZoneId> zone(String text) {
        try {
            return Outcome.of(text.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text));
        } catch (DateTimeException e) {
            return Outcome.refuse(Quoted.of(text) + " is no time zone", "write such as \"Europe/Berlin\" or \"UTC\"");
        }
    }
}
