package org.doorward.watch.program;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.Vector;
import org.doorward.pattern.BoundedRegex;
import org.doorward.pattern.Parsed;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * An operator's rule for lines of another program: a regular expression that finds the address in the group {@code address}.
 *
 * <p>The address has to stand at a fixed place: between the message's beginning and it, or between it and the message's end, there may be nothing whose length a client
 * could choose. Else somebody who calls himself {@code a from 198.51.100.9} would have another one banned.
 *
 * @param name the rule's name
 * @param program whose lines these are, as syslog names it
 * @param expression the expression
 * @param vector what a line is an offence of
 */
public record OwnRule(String name, String program, BoundedRegex expression, Vector vector) {

    private static final String GROUP = "address";
    private static final Pattern ADDRESS_GROUP = Pattern.compile("\\(\\?<address>(?:[^()\\\\]|\\\\.)*\\)");

    /** Literal text, digits, and groups of these: all of it fixed by the operator but for the digits of a number. */
    private static final Pattern FIXED = Pattern.compile(
            "(?:[A-Za-z0-9 _:;,=/@#%&\"'<>!~-]|\\\\[^A-Za-z0-9]|\\\\d[+]?|\\[0-9][+]?|\\(\\?:|\\|\\)?|\\)[?]?)*");

    private static final Reading NO_ADDRESS = new Reading.Nothing("the rule finds no address");

    /**
     * Reads an expression.
     *
     * @return refused when it is none, has no group {@code address}, or not at a fixed place
     */
    public static Parsed<BoundedRegex> expression(String text) {
        Matcher group = ADDRESS_GROUP.matcher(text);
        if (!group.find()) {
            return new Parsed.Refused<>(
                    "has no group for the address", "write (?<address>\\S+) where the address stands");
        }
        String before = text.substring(0, group.start());
        String after = text.substring(group.end());
        boolean fromBeginning =
                before.startsWith("^") && FIXED.matcher(before.substring(1)).matches();
        boolean toEnd = after.endsWith("$")
                && !after.endsWith("\\$")
                && FIXED.matcher(after.substring(0, after.length() - 1)).matches();
        if (!fromBeginning && !toEnd) {
            return new Parsed.Refused<>(
                    "does not find the address at a fixed place, so a client could write another one's",
                    "have only fixed text and \\d+ between ^ and the address, or between the address and $");
        }
        return BoundedRegex.ofLine(text);
    }

    /** Whether this rule is for an entry's program. */
    boolean reads(LogEntry entry) {
        return entry.program().equals(program);
    }

    /** What an entry says; empty when it does not match. */
    public Optional<Reading> read(LogEntry entry) {
        return expression
                .find(entry.message())
                .map(found -> IpAddress.parse(found.group(GROUP))
                        .<Reading>map(address -> new Reading.Seen(address, vector, entry.message()))
                        .orElse(NO_ADDRESS));
    }
}
