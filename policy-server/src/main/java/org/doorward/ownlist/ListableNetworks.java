package org.doorward.ownlist;

import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/** Which networks may stand on the own list: a slip of the finger must not refuse half the world, or the host itself. Pure. */
final class ListableNetworks {

    /** What to do about a network that may not. */
    static final String REMEDY = "list the networks that you mean, each at least a /8, or a /16 of IPv6";

    /** No single owner has more than these. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;

    private static final List<Cidr> LOOPBACK =
            List.of(Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1").orElseThrow());

    private ListableNetworks() {}

    /** Why a network may not be listed; empty when it may. */
    static Optional<String> problem(Cidr network) {
        if (network.prefix() < (network.address().isV6() ? WIDEST_V6 : WIDEST_V4)) {
            return Optional.of(network + " is too wide to be listed");
        }
        return LOOPBACK.stream().anyMatch(own -> within(network, own) || within(own, network))
                ? Optional.of(network + " is this host itself")
                : Optional.empty();
    }

    /** The same, where it is known who is never questioned. */
    static Optional<String> problem(Cidr network, List<Cidr> exempt) {
        Optional<String> unfit = problem(network);
        return unfit.isPresent()
                ? unfit
                : exempt.stream()
                        .filter(own -> within(network, own))
                        .findFirst()
                        .map(own -> network + " lies in " + own + " of exempt.networks, which is never questioned");
    }

    private static boolean within(Cidr inner, Cidr outer) {
        return outer.prefix() <= inner.prefix() && outer.contains(inner.address());
    }
}
