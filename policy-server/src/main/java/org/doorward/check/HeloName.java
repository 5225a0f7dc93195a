package org.doorward.check;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.doorward.store.net.IpAddress;

/**
 * What a client wrote behind HELO, read as RFC 5321 section 4.1.1.1 has it: a host's full name, or its address in brackets.
 * Pure.
 *
 * <p>Two things pass here that the RFC does not have, for honest servers send them and Postfix takes them: underscores in a
 * name, which Windows lets one choose, and one dot at its end.
 */
sealed interface HeloName {

    /**
     * A name.
     *
     * @param name in lower case, without a dot at its end
     * @param full whether others could look it up
     */
    record Name(String name, boolean full) implements HeloName {}

    /**
     * An address in brackets.
     *
     * @param address the address
     */
    record Literal(IpAddress address) implements HeloName {}

    /**
     * Neither.
     *
     * @param why in an operator's words
     */
    record Malformed(String why) implements HeloName {}

    /** RFC 1035 section 2.3.4. */
    int LONGEST_NAME = 253;

    /** RFC 1035 section 2.3.4. */
    int LONGEST_LABEL = 63;

    /** RFC 5321 section 4.1.3. */
    String IPV6_TAG = "IPv6:";

    /**
     * What stands at the end of names that mean something in one house only: RFC 2606, RFC 6761, RFC 6762, and what
     * routers and directories have been called by default.
     */
    Set<String> PRIVATE_TOPS =
            Set.of("local", "localhost", "localdomain", "lan", "internal", "intranet", "invalid", "workgroup");

    /** Reads it; anything but the empty text. */
    static HeloName read(String helo) {
        if (helo.startsWith("[")) {
            return literal(helo);
        }
        String name = helo.endsWith(".") ? helo.substring(0, helo.length() - 1) : helo;
        Optional<IpAddress> bare = address(name);
        if (bare.isPresent()) {
            return new Malformed("an address without brackets");
        }
        String fault = fault(name);
        if (!fault.isEmpty()) {
            return new Malformed(fault);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int lastDot = lower.lastIndexOf('.');
        return new Name(lower, lastDot >= 0 && !PRIVATE_TOPS.contains(lower.substring(lastDot + 1)));
    }

    private static HeloName literal(String helo) {
        if (!helo.endsWith("]")) {
            return new Malformed("a bracket that is not closed");
        }
        String inner = helo.substring(1, helo.length() - 1);
        boolean tagged = inner.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
        // Without its tag an IPv6 address is not what the RFC wants, but it says the same.
        return IpAddress.parse(tagged ? inner.substring(IPV6_TAG.length()) : inner)
                .<HeloName>map(Literal::new)
                .orElseGet(() -> new Malformed("no address in the brackets"));
    }

    /** Most names end in a letter, and need no parser to tell that they are no IPv4 address. */
    private static Optional<IpAddress> address(String name) {
        boolean possible = name.indexOf(':') >= 0 || (!name.isEmpty() && isDigit(name.charAt(name.length() - 1)));
        return possible ? IpAddress.parse(name) : Optional.empty();
    }

    /** What is wrong with a name; empty when nothing is. */
    private static String fault(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return name.isEmpty() ? "only a dot" : "longer than a name can be";
        }
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            String fault = labelFault(name, start, end);
            if (!fault.isEmpty()) {
                return fault;
            }
            if (dot < 0 && start > 0 && allDigits(name, start, end)) {
                return "a number at the end";
            }
            start = end + 1;
        }
        return "";
    }

    private static String labelFault(String name, int start, int end) {
        if (start == end || end - start > LONGEST_LABEL) {
            return start == end ? "an empty label" : "a label that is too long";
        }
        if (name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            return "a hyphen at the edge of a label";
        }
        for (int at = start; at < end; at++) {
            char character = name.charAt(at);
            if (!isLetter(character) && !isDigit(character) && character != '-' && character != '_') {
                return "a character that no name has";
            }
        }
        return "";
    }

    private static boolean allDigits(String name, int start, int end) {
        for (int at = start; at < end; at++) {
            if (!isDigit(name.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isLetter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }
}
