package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * The gateways of all routes. Of a route with several the kernel's IPv4 table names the first only; the others are neighbours of this
 * host all the same.
 */
public final class Gateways implements NeverBanSource {

    private static final int ROUTE_GATEWAY = 0x2;

    private final HostFiles files;

    /** Reads from these files. */
    public Gateways(HostFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "gateways";
    }

    @Override
    public Reading read() throws IOException {
        Set<Found> found = new LinkedHashSet<>();
        try {
            files.kernelLines("route", line -> {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length >= 8 && !words[0].equals("Iface") && hasGateway(words[3])) {
                    found.add(gateway(KernelNumbers.words(words[2])));
                }
            });
            files.kernelLines("ipv6_route", line -> {
                String[] words = line.strip().split(" +", -1);
                if (words.length >= 10 && hasGateway(words[8])) {
                    found.add(gateway(KernelNumbers.bytes(words[4])));
                }
            });
        } catch (IllegalArgumentException notAsKnown) {
            throw new IOException(
                    "the kernel's routes do not read as expected: " + notAsKnown.getMessage(), notAsKnown);
        }
        return new Reading(List.copyOf(found), List.of());
    }

    private static boolean hasGateway(String flags) {
        return (KernelNumbers.number(flags) & ROUTE_GATEWAY) != 0;
    }

    private static Found gateway(IpAddress address) {
        return new Found(Cidr.of(address, address.bits()), "gateway");
    }
}
