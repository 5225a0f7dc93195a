package org.doorward.dnsbl;

import org.doorward.store.net.IpAddress;

/**
 * An address as a list holds it, RFC 5782 sections 2.1 and 2.4: an IPv4 address's octets in reverse order, {@code 2.0.0.127}; an IPv6
 * address's 32 hexadecimal digits in reverse order. Pure.
 */
final class ReversedName {

    private static final String HEX = "0123456789abcdef";

    private ReversedName() {}

    /** The name of an address. */
    static String of(IpAddress address) {
        return of(address.bytes());
    }

    /**
     * The name of what a list is probed with.
     *
     * @param probe an address, or a name, which is its own; an IPv6 address that means an IPv4 one is taken as it is written, for IPv6
     *     lists hold {@code ::ffff:127.0.0.2} as their test entry
     */
    static String ofProbe(String probe) {
        return IpAddress.parse(probe)
                .map(address ->
                        of(probe.indexOf(':') >= 0 && !address.isV6() ? mapped(address.bytes()) : address.bytes()))
                .orElse(probe);
    }

    private static byte[] mapped(byte[] v4) {
        byte[] v6 = new byte[16];
        v6[10] = (byte) 0xff;
        v6[11] = (byte) 0xff;
        System.arraycopy(v4, 0, v6, 12, 4);
        return v6;
    }

    private static String of(byte[] bytes) {
        StringBuilder name = new StringBuilder(bytes.length * 4);
        for (int at = bytes.length - 1; at >= 0; at--) {
            int octet = bytes[at] & 0xff;
            if (bytes.length == 4) {
                name.append(octet);
            } else {
                name.append(HEX.charAt(octet & 0xf)).append('.').append(HEX.charAt(octet >> 4));
            }
            name.append(at == 0 ? "" : ".");
        }
        return name.toString();
    }
}
