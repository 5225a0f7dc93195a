package org.doorward.firewall.routes;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;

/**
 * Which network gets which route. The most specific route counts, so an allowed network inside a banned one gets a route of its own that
 * leads on to the other tables, and a banned one inside an allowed one gets none. Pure.
 */
final class Routes {

    /** None. */
    static final Routes NONE = new Routes(List.of(), List.of());

    private final Set<Cidr> allow;
    private final Set<Cidr> drop;
    private final CidrSet allowed;

    Routes(List<Cidr> allow, List<Cidr> drop) {
        this.allow = new LinkedHashSet<>(allow);
        this.drop = new LinkedHashSet<>(drop);
        this.allowed = CidrSet.of(allow);
    }

    /** The types of routes that are used. */
    enum RouteType {
        /** Packets to there are dropped. */
        BLACKHOLE,
        /** The other tables say where. */
        THROW
    }

    /** The route of a network, whether it is banned or not; empty for none. */
    Optional<RouteType> of(Cidr network, boolean banned) {
        if (allow.contains(network)) {
            return Optional.of(RouteType.THROW);
        }
        boolean wanted = banned || drop.contains(network);
        return wanted && !isAllowed(network) ? Optional.of(RouteType.BLACKHOLE) : Optional.empty();
    }

    /** Whether all of it is allowed. */
    boolean isAllowed(Cidr network) {
        Optional<Cidr> match = allowed.longestMatch(network.address());
        if (match.isEmpty() || match.get().prefix() <= network.prefix()) {
            return match.isPresent();
        }
        // That is only a part of it; a wider one may hold all of it.
        return allow.stream().anyMatch(wide -> wide.prefix() <= network.prefix() && wide.contains(network.address()));
    }

    /** Whether a list of drop lists names exactly this network. */
    boolean drops(Cidr network) {
        return drop.contains(network);
    }

    /** All routes that there should be. */
    Map<Cidr, RouteType> all(Collection<Cidr> banned) {
        Map<Cidr, RouteType> routes = new HashMap<>();
        allow.forEach(network -> routes.put(network, RouteType.THROW));
        drop.forEach(network -> of(network, false).ifPresent(type -> routes.put(network, type)));
        banned.forEach(network -> of(network, true).ifPresent(type -> routes.put(network, type)));
        return routes;
    }
}
