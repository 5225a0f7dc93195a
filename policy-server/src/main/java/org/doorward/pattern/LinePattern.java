package org.doorward.pattern;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.store.net.IpAddress;

/**
 * An operator's pattern for lines of a log: a regular expression with a group {@code address}.
 *
 * <p>The address has to stand at a fixed place: between the message's beginning and it, or between it and the message's end, there may be nothing whose
 * length a client could choose. Else somebody who calls himself {@code a from 198.51.100.9} would have another one banned.
 *
 * @param expression the expression
 */
public record LinePattern(BoundedRegex expression) {

    private static final String GROUP = "address";
    private static final Pattern ADDRESS_GROUP = Pattern.compile("\\(\\?<address>(?:[^()\\\\]|\\\\.)*\\)");

    /** Literal text, digits, and groups of these: all of it fixed by the operator but for the digits of a number. */
    private static final Pattern FIXED = Pattern.compile(
            "(?:[A-Za-z0-9 _:;,=/@#%&\"'<>!~-]|\\\\[^A-Za-z0-9]|\\\\d[+]?|\\[0-9][+]?|\\(\\?:|[|]|\\)[?]?)*+");

    /** Reads a pattern; refused when it is none, has no such group, or not at a fixed place. */
    public static Parsed<LinePattern> parse(String text) {
        Matcher group = ADDRESS_GROUP.matcher(text);
        if (!group.find()) {
            return new Parsed.Refused<>(
                    "has no group for the address", "write (?<address>\\S+) where the address stands");
        }
        if (!fixed(text.substring(0, group.start()), text.substring(group.end()))) {
            return new Parsed.Refused<>(
                    "does not find the address at a fixed place, so a client could write another one's",
                    "have only fixed text and \\d+ between ^ and the address, or between the address and $");
        }
        Parsed<BoundedRegex> expression = BoundedRegex.ofLine(text);
        return expression instanceof Parsed.Refused<BoundedRegex> refused
                ? new Parsed.Refused<>(refused.message(), refused.remedy())
                : new Parsed.Value<>(new LinePattern(((Parsed.Value<BoundedRegex>) expression).value()));
    }

    private static boolean fixed(String before, String after) {
        return (before.startsWith("^") && isFixed(before.substring(1)))
                || (after.endsWith("$") && !after.endsWith("\\$") && isFixed(after.substring(0, after.length() - 1)));
    }

    /**
     * Whether nothing but fixed text and numbers stands there, in whole groups. An alternative outside of a group would be one to the whole pattern, without
     * its anchor; and a group around the address could be repeated, of which the last turn would count.
     */
    private static boolean isFixed(String part) {
        if (!FIXED.matcher(part).matches()) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < part.length(); i++) {
            switch (part.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> {
                    if (depth == 0) {
                        return false;
                    }
                }
                default -> {
                    // Stands for itself.
                }
            }
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /** Whether a message is one of those that this is for. */
    public boolean matches(String message) {
        return expression.matches(message);
    }

    /** The address in a message; empty when it does not match, or has something else at that place. */
    public Optional<IpAddress> address(String message) {
        return expression
                .find(message)
                .map(found -> Objects.requireNonNullElse(found.group(GROUP), ""))
                .flatMap(IpAddress::parse);
    }

    @Override
    public String toString() {
        return expression.toString();
    }
}
