package org.doorward.load;

import java.util.List;
import org.doorward.store.model.Triplet;

/**
 * A made-up sender with one recipient, the same for the same number: numbers that differ make triplets that differ.
 *
 * <p>Half of them come from one IPv4 network, as a farm of robots does, the others from an IPv6 network each; only ranges
 * for documentation are used. The texts are as long as real ones commonly are. No part looks random, for the greylist would
 * take it for one sender's bounce addresses and make one triplet of many.
 *
 * @param address the client's address
 * @param name its verified name, or {@code unknown}
 * @param helo what it calls itself
 * @param sender the envelope sender
 * @param recipient the recipient
 */
public record Persona(String address, String name, String helo, String sender, String recipient) {

    private static final String UNKNOWN = "unknown";
    private static final String NAME_START = "mail.";

    private static final List<String> FIRST_NAMES = List.of(
            "anna",
            "benjamin",
            "carmen",
            "dimitri",
            "elisabeth",
            "fatima",
            "giovanni",
            "henrietta",
            "ingrid",
            "jun",
            "katharina",
            "leopold",
            "mirjam",
            "nikolaus",
            "olga",
            "penelope");

    private static final List<String> LAST_NAMES = List.of(
            "abend",
            "brandt",
            "castellani",
            "dvorak",
            "eriksson",
            "fernandez",
            "goldschmidt",
            "hansen",
            "ivanova",
            "jensen",
            "kowalski",
            "lindqvist",
            "montgomery",
            "nakamura",
            "okafor",
            "papadopoulos");

    /** An odd number, so that multiplying by it spreads the numbers over all networks and hits none twice. */
    private static final int SPREAD = 0x9E3779B1;

    /**
     * The persona of a number.
     *
     * @param number not negative
     * @param namedPercent how many of a hundred have a verified name, 0 to 100
     */
    public static Persona of(long number, int namedPercent) {
        int spread = (int) number * SPREAD;
        String domain = "s" + Long.toString(number, Character.MAX_RADIX) + ".example";
        boolean named = Integer.remainderUnsigned(spread >>> 7, 100) < namedPercent;
        String name = named ? NAME_START + domain : UNKNOWN;
        return new Persona(
                address(number, spread),
                name,
                named ? name : domain,
                person(spread >>> 3) + '@' + domain,
                person(spread >>> 19) + "@example.org");
    }

    private static String address(long number, int spread) {
        return (number & 1) == 0
                ? "198.51.100." + (1 + Integer.remainderUnsigned(spread, 254))
                : "2001:db8:" + Integer.toHexString(spread >>> 16) + ':' + Integer.toHexString(spread & 0xffff)
                        + "::19";
    }

    private static String person(int choice) {
        return FIRST_NAMES.get(choice & 15) + '.' + LAST_NAMES.get((choice >>> 4) & 15);
    }

    /** The triplet that a server with the default configuration keeps of it: who has a verified name is known by its domain. */
    public Triplet triplet() {
        String network = address.startsWith("198.") ? "198.51.100.0/24" : address.replace("::19", "::/64");
        String client = name.equals(UNKNOWN) ? network : name.substring(NAME_START.length());
        return new Triplet(client, sender, recipient);
    }
}
