package org.doorward.firewall.guard;

import java.util.List;
import org.doorward.store.net.Cidr;

/** The ranges in which no offender of the Internet lives: what comes from there is this host, its neighbours, or forged. */
public final class SpecialNetworks implements NeverBanSource {

    private static final List<Found> FOUND = List.of(
            found("0.0.0.0/8", "unspecified (RFC 1122)"),
            found("10.0.0.0/8", "private (RFC 1918)"),
            found("100.64.0.0/10", "shared by customers of a carrier (RFC 6598)"),
            found("127.0.0.0/8", "loopback"),
            found("169.254.0.0/16", "link-local (RFC 3927)"),
            found("172.16.0.0/12", "private (RFC 1918)"),
            found("192.168.0.0/16", "private (RFC 1918)"),
            found("224.0.0.0/4", "multicast"),
            found("240.0.0.0/4", "reserved, and broadcast"),
            found("::/128", "unspecified"),
            found("::1/128", "loopback"),
            // Everybody who comes through a NAT64 has the same /64.
            found("64:ff9b::/96", "IPv4 through NAT64 (RFC 6052)"),
            found("fc00::/7", "private (RFC 4193)"),
            found("fe80::/10", "link-local (RFC 4291)"),
            found("ff00::/8", "multicast"));

    private static final Reading READING = new Reading(FOUND, List.of());

    @Override
    public String name() {
        return "special ranges";
    }

    @Override
    public Reading read() {
        return READING;
    }

    /** Whether this is one of the ranges. */
    static boolean holds(Cidr network) {
        return FOUND.stream().anyMatch(found -> found.network().equals(network));
    }

    private static Found found(String network, String reason) {
        return new Found(Cidr.parse(network).orElseThrow(), reason);
    }
}
