package org.doorward.dnsbl;

import java.util.Locale;
import java.util.Optional;

/** Names that a list of names may hold. Pure. */
final class HostName {

    private static final int LONGEST = 253;

    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /** The name as it is asked for, in lower case and without the root's dot; empty when it can be no name of a host. */
    static Optional<String> of(String written) {
        if (written.isEmpty() || written.length() > LONGEST + 1) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return wellFormed(name) ? Optional.of(name) : Optional.empty();
    }

    /**
     * At least two labels, of which the last is no number: so no address, and no single word. By hand, for each inquiry asks this
     * of up to three names.
     */
    private static boolean wellFormed(String name) {
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            if (!isLabel(name, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return start > 0
                && isLabel(name, start, name.length())
                && isLetter(name.charAt(start))
                && name.indexOf('_', start) < 0;
    }

    private static boolean isLabel(String name, int start, int end) {
        if (start == end || end - start > LONGEST_LABEL) {
            return false;
        }
        for (int at = start; at < end; at++) {
            char character = name.charAt(at);
            boolean digit = character >= '0' && character <= '9';
            if (!isLetter(character) && !digit && character != '-' && character != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char character) {
        return character >= 'a' && character <= 'z';
    }
}
