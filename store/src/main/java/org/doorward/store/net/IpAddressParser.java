package org.doorward.store.net;

import java.util.Optional;

/**
 * Reads one address literal, left to right.
 *
 * <pre>
 * IPv4  decimal octet, three times "." and another: 0 to 255, no leading zero
 * IPv6  up to eight groups of one to four hex digits with ":" between them; "::" once, for one or more zero groups; the
 *       last two groups may be written as an IPv4 address
 * </pre>
 */
final class IpAddressParser {

    private static final int LONGEST = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();
    private static final int GROUPS = 8;
    private static final int NONE = -1;

    private final String text;
    private int at;

    private final int[] groups = new int[GROUPS];
    private int count;
    private int gap = NONE;

    IpAddressParser(String text) {
        this.text = text;
    }

    Optional<IpAddress> parse() {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            long number = quad();
            return number == NONE ? Optional.empty() : Optional.of(IpAddress.ofV4(number));
        }
        return readGroups() ? Optional.of(v6()) : Optional.empty();
    }

    /** Reads a dotted quad up to the end of the text; {@link #NONE} when it is not one. */
    private long quad() {
        long number = 0;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0 && !skip('.')) {
                return NONE;
            }
            int value = octet();
            if (value == NONE) {
                return NONE;
            }
            number = (number << 8) | value;
        }
        return at == text.length() ? number : NONE;
    }

    private int octet() {
        int start = at;
        int value = 0;
        while (at < text.length() && at - start < 3 && digit(text.charAt(at), 10) >= 0) {
            value = value * 10 + digit(text.charAt(at), 10);
            at++;
        }
        int length = at - start;
        boolean leadingZero = length > 1 && text.charAt(start) == '0';
        return length == 0 || leadingZero || value > 255 ? NONE : value;
    }

    private boolean readGroups() {
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            if (!readGroup()) {
                return false;
            }
        }
        boolean endsOpen = text.endsWith(":") && !text.endsWith("::");
        return !endsOpen && (gap == NONE ? count == GROUPS : count < GROUPS);
    }

    /** Reads one group, or the IPv4 address at the end, and the separator behind it. */
    private boolean readGroup() {
        if (count == GROUPS) {
            return false;
        }
        int start = at;
        int value = 0;
        while (at < text.length() && at - start < 4 && digit(text.charAt(at), 16) >= 0) {
            value = (value << 4) | digit(text.charAt(at), 16);
            at++;
        }
        if (at == start) {
            return false;
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at = start;
            return readEmbeddedQuad();
        }
        groups[count++] = value;
        return readSeparator();
    }

    private boolean readEmbeddedQuad() {
        long number = quad();
        if (number == NONE || count > GROUPS - 2) {
            return false;
        }
        groups[count++] = (int) (number >>> 16);
        groups[count++] = (int) number & 0xffff;
        return true;
    }

    private boolean readSeparator() {
        if (at == text.length()) {
            return true;
        }
        if (!skip(':')) {
            return false;
        }
        if (skip(':')) {
            if (gap != NONE) {
                return false;
            }
            gap = count;
        }
        return true;
    }

    private IpAddress v6() {
        int shift = gap == NONE ? 0 : GROUPS - count;
        long high = 0;
        long low = 0;
        for (int i = 0; i < count; i++) {
            int place = gap != NONE && i >= gap ? i + shift : i;
            if (place < 4) {
                high |= (long) groups[i] << (16 * (3 - place));
            } else {
                low |= (long) groups[i] << (16 * (7 - place));
            }
        }
        return IpAddress.ofV6(high, low);
    }

    private boolean skip(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** The digit's value; negative for everything but ASCII digits, where Character.digit would take other scripts too. */
    private static int digit(char character, int radix) {
        return character < 0x80 ? Character.digit(character, radix) : NONE;
    }
}
