package org.doorward.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.store.net.IpAddress;

/**
 * Finds an address in a host's name, in the ways that providers write it.
 *
 * <pre>
 * IPv4  four numbers in a row, in any order, padded or not, whatever stands between them: 198-51-100-7, 7.100.51.198,
 *       198x051x100x007, 7.pool-198-51-100
 *       run together: 198051100007, 198511007; as one number: 3325256711; in hex: c6336407, backwards 076433c6
 * IPv6  the 32 hex digits, or the last 16, whatever stands between them, forwards or nibble by nibble backwards;
 *       the short form with hyphens: 2001-db8--7
 * </pre>
 */
final class EmbeddedAddress {

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern SEPARATORS = Pattern.compile("[^0-9a-z]+");

    /** Fewer run together say too little: 1.1.1.1 would be in every 1111. */
    private static final int SHORTEST_RUN = 8;

    private EmbeddedAddress() {}

    /** Whether the name, in lower case, embeds the address. */
    static boolean in(String name, IpAddress address) {
        byte[] bytes = address.bytes();
        String separated = SEPARATORS.matcher(name).replaceAll("");
        return address.isV6() ? v6(name, separated, bytes, address) : v4(name, separated, bytes);
    }

    private static boolean v4(String name, String separated, byte[] bytes) {
        List<String> runs = new ArrayList<>();
        Matcher digits = DIGITS.matcher(name);
        while (digits.find()) {
            runs.add(digits.group());
        }
        byte[] reversed = reversed(bytes);
        return inRow(runs, bytes)
                || runTogether(runs, bytes)
                || runTogether(runs, reversed)
                || separated.contains(HexFormat.of().formatHex(bytes))
                || separated.contains(HexFormat.of().formatHex(reversed));
    }

    private static boolean inRow(List<String> runs, byte[] bytes) {
        int[] octets = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            octets[i] = Byte.toUnsignedInt(bytes[i]);
        }
        Arrays.sort(octets);
        for (int start = 0; start + octets.length <= runs.size(); start++) {
            int[] four = runs.subList(start, start + octets.length).stream()
                    .mapToInt(EmbeddedAddress::octet)
                    .sorted()
                    .toArray();
            if (Arrays.equals(four, octets)) {
                return true;
            }
        }
        return false;
    }

    /** -1 for what can be none. */
    private static int octet(String run) {
        return run.length() <= 3 ? Integer.parseInt(run) : -1;
    }

    private static boolean runTogether(List<String> runs, byte[] bytes) {
        StringBuilder padded = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        long number = 0;
        for (byte octet : bytes) {
            int value = Byte.toUnsignedInt(octet);
            padded.append(value < 10 ? "00" : value < 100 ? "0" : "").append(value);
            plain.append(value);
            number = (number << 8) | value;
        }
        return runs.contains(padded.toString())
                || runs.contains(String.valueOf(number))
                || (plain.length() >= SHORTEST_RUN && runs.contains(plain.toString()));
    }

    private static boolean v6(String name, String separated, byte[] bytes, IpAddress address) {
        String digits = HexFormat.of().formatHex(bytes);
        String backwards = new StringBuilder(digits).reverse().toString();
        return separated.contains(digits.substring(16))
                || separated.contains(backwards.substring(0, 16))
                || name.contains(address.toString().replace(':', '-'));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
