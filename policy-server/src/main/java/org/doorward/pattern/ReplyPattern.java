package org.doorward.pattern;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/**
 * A pattern of the addresses within 127.0.0.0/8 that a DNS list answers with. Four octets with a dot between them; each is
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code 4}</td><td>that number</td></tr>
 * <tr><td>{@code [2;4..7;10]}</td><td>any of these numbers and ranges, as in Postfix's {@code postscreen_dnsbl_sites};
 * {@code 4-7} is the same as {@code 4..7}</td></tr>
 * <tr><td>{@code &6}</td><td>any number that has one of these bits set, for lists that add up several in one octet</td></tr>
 * </table>
 *
 * <p>Two patterns are equal when they are written alike.
 */
public final class ReplyPattern {

    private static final Pattern FORM = Pattern.compile(
            "(OCTET)\\.(OCTET)\\.(OCTET)\\.(OCTET)".replace("OCTET", "[0-9]{1,3}|&[0-9]{1,3}|\\[[0-9;.-]{1,100}\\]"));

    private static final Pattern ITEM = Pattern.compile("([0-9]{1,3})(?:(?:\\.\\.|-)([0-9]{1,3}))?");
    private static final int LARGEST = 255;

    /** Any reply that a list may give. Stands behind what reads it. */
    public static final ReplyPattern ANY = compile("127.[0..255].[0..255].[0..255]");

    private final String text;
    private final BitSet[] octets;

    private ReplyPattern(String text, BitSet[] octets) {
        this.text = text;
        this.octets = octets;
    }

    /** Reads a pattern. */
    public static Parsed<ReplyPattern> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return refused(text, "it has no four octets");
        }
        if (!form.group(1).equals("127")) {
            return refused(text, "lists answer with addresses that begin with 127");
        }
        BitSet[] octets = new BitSet[4];
        for (int at = 0; at < octets.length; at++) {
            octets[at] = octet(form.group(at + 1));
            if (octets[at].isEmpty()) {
                return refused(text, "no number is like " + form.group(at + 1));
            }
        }
        return new Parsed.Value<>(new ReplyPattern(text, octets));
    }

    private static ReplyPattern compile(String known) {
        return ((Parsed.Value<ReplyPattern>) parse(known)).value();
    }

    /** The numbers of one octet; none when it is malformed. */
    private static BitSet octet(String text) {
        BitSet numbers = new BitSet(LARGEST + 1);
        if (text.startsWith("&")) {
            int mask = Integer.parseInt(text.substring(1));
            for (int number = 0; number <= LARGEST && mask <= LARGEST; number++) {
                numbers.set(number, (number & mask) != 0);
            }
            return numbers;
        }
        String items = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        for (String item : items.split(";", -1)) {
            Matcher range = ITEM.matcher(item);
            if (!range.matches()) {
                return new BitSet();
            }
            int from = Integer.parseInt(range.group(1));
            int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
            if (from > to || to > LARGEST) {
                return new BitSet();
            }
            numbers.set(from, to + 1);
        }
        return numbers;
    }

    private static Parsed<ReplyPattern> refused(String text, String why) {
        return new Parsed.Refused<>(
                "\"" + ClientText.excerpt(text) + "\" is no reply of a list: " + why,
                "write four octets such as 127.0.0.2, 127.0.0.[4..7;10] or 127.0.0.&8");
    }

    /** Whether a reply is one of those meant. */
    public boolean matches(IpAddress reply) {
        if (reply.isV6()) {
            return false;
        }
        byte[] bytes = reply.bytes();
        for (int at = 0; at < octets.length; at++) {
            if (!octets[at].get(bytes[at] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplyPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
