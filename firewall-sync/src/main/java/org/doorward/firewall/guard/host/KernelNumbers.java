package org.doorward.firewall.guard.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.doorward.store.net.IpAddress;

/**
 * Reads the numbers in the kernel's tables. There are two ways to write an address: {@code if_inet6} and {@code ipv6_route} have its bytes in
 * order; {@code route}, {@code tcp} and {@code tcp6} have words of 32 bits as this machine's processor reads them, so that 10.0.0.1 is
 * {@code 0100000A} on most.
 */
final class KernelNumbers {

    private KernelNumbers() {}

    /** An address as its bytes in order: 8 or 32 hex digits. */
    static IpAddress bytes(String hex) {
        return IpAddress.ofBytes(HexFormat.of().parseHex(hex));
    }

    /** An address as words: 8 or 32 hex digits. */
    static IpAddress words(String hex) {
        ByteBuffer address = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
        for (int at = 0; at < hex.length(); at += 8) {
            address.putInt(Integer.parseUnsignedInt(hex, at, at + 8, 16));
        }
        return IpAddress.ofBytes(address.array());
    }

    /** A number in hex digits. */
    static int number(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }
}
