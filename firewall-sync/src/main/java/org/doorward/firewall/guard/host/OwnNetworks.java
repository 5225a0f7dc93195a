package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * This host's addresses, and the networks that it reaches without a gateway.
 *
 * <pre>
 * fib_trie      |-- 198.51.100.0          if_inet6     address index length scope flags interface
 *                  /24 link UNICAST       ipv6_route   network length source length gateway metric uses uses flags interface
 *               |-- 198.51.100.9
 *                  /32 host LOCAL
 * </pre>
 *
 * <p>A tunnel's route without a gateway ({@code default dev ppp0}) is no neighbourhood: what is wider than a neighbourhood is left out, and
 * that is said.
 */
public final class OwnNetworks implements NeverBanSource {

    private static final int WIDEST_V4 = 16;
    private static final int WIDEST_V6 = 32;
    private static final int ROUTE_UP = 0x1;
    private static final int ROUTE_GATEWAY = 0x2;
    private static final int ROUTE_REJECT = 0x200;
    private static final String NO_GATEWAY = "0".repeat(32);

    private final HostFiles files;

    /** Reads from these files. */
    public OwnNetworks(HostFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "own networks";
    }

    @Override
    public Reading read() throws IOException {
        Gathering gathering = new Gathering();
        try {
            files.kernelLines("fib_trie", gathering::fibTrie);
            files.kernelLines("if_inet6", gathering::interfaceAddress);
            files.kernelLines("ipv6_route", gathering::route);
        } catch (IllegalArgumentException notAsKnown) {
            throw new IOException(
                    "the kernel's tables do not read as expected: " + notAsKnown.getMessage(), notAsKnown);
        }
        if (gathering.found.isEmpty()) {
            throw new IOException("the kernel tells of no address at all (/proc/self/net/fib_trie)");
        }
        return new Reading(List.copyOf(gathering.found), List.copyOf(gathering.remarks));
    }

    /** What one look brings together. */
    private static final class Gathering {

        private final Set<Found> found = new LinkedHashSet<>();
        private final Set<String> remarks = new LinkedHashSet<>();
        private Optional<IpAddress> leaf = Optional.empty();

        void fibTrie(String line) {
            String text = line.strip();
            if (text.startsWith("|-- ")) {
                leaf = IpAddress.parse(text.substring(4));
            } else if (text.startsWith("/") && leaf.isPresent()) {
                String[] words = text.split(" +", -1);
                Cidr network = Cidr.of(leaf.get(), Integer.parseInt(words[0].substring(1)));
                if (text.endsWith(" host LOCAL")) {
                    own(network);
                } else if (text.endsWith(" link UNICAST")) {
                    onLink(network);
                }
            }
        }

        void interfaceAddress(String line) {
            List<String> words = words(line, 6);
            IpAddress address = KernelNumbers.bytes(words.get(0));
            own(Cidr.of(address, address.bits()));
            int prefix = KernelNumbers.number(words.get(2));
            // An IPv4 address cannot be here but in IPv6 clothes, whose prefix means nothing.
            if (address.isV6() && prefix < address.bits()) {
                onLink(Cidr.of(address, prefix));
            }
        }

        void route(String line) {
            List<String> words = words(line, 10);
            int flags = KernelNumbers.number(words.get(8));
            boolean direct = (flags & (ROUTE_UP | ROUTE_GATEWAY | ROUTE_REJECT)) == ROUTE_UP
                    && words.get(4).equals(NO_GATEWAY);
            IpAddress network = KernelNumbers.bytes(words.get(0));
            if (direct && network.isV6() && !words.get(9).equals("lo")) {
                onLink(Cidr.of(network, KernelNumbers.number(words.get(1))));
            }
        }

        private void own(Cidr network) {
            if (!network.address().isLoopback()) {
                found.add(new Found(network, "this host"));
            }
        }

        private void onLink(Cidr network) {
            boolean multicast = network.address().isV6() && network.address().high() >>> 56 == 0xff;
            boolean single = network.prefix() == network.address().bits();
            if (multicast || (single && found.contains(new Found(network, "this host")))) {
                return;
            }
            if (network.prefix() < (network.address().isV6() ? WIDEST_V6 : WIDEST_V4)) {
                remarks.add("the route to " + network
                        + " without a gateway is a tunnel's and not a neighbourhood's; not taken");
            } else {
                found.add(new Found(network, "neighbours of this host"));
            }
        }

        private static List<String> words(String line, int atLeast) {
            List<String> words = new ArrayList<>(List.of(line.strip().split(" +", -1)));
            if (words.size() < atLeast) {
                throw new IllegalArgumentException(line);
            }
            return words;
        }
    }
}
