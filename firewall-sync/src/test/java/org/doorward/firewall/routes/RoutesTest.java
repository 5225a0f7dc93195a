package org.doorward.firewall.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.doorward.firewall.routes.Routes.RouteType;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static final Routes ROUTES = new Routes(
            List.of(network("10.1.0.0/16"), network("10.1.2.3/32"), network("10.5.0.7/32")),
            List.of(network("10.1.9.0/24"), network("10.5.0.0/24"), network("10.5.0.7/32")));

    @Test
    void anAllowedNetworkLeadsOnWhateverIsSaidOfIt() {
        assertThat(ROUTES.of(network("10.1.2.3/32"), true)).contains(RouteType.THROW);
        assertThat(ROUTES.of(network("10.5.0.7/32"), false)).contains(RouteType.THROW);
    }

    @Test
    void aNetworkInsideAnAllowedOneHasNoRouteEvenWhenAPartOfItIsAllowedByName() {
        assertThat(ROUTES.of(network("10.1.7.7/32"), true)).isEmpty();
        assertThat(ROUTES.of(network("10.1.2.0/24"), true)).isEmpty();
        assertThat(ROUTES.of(network("10.1.9.0/24"), false)).isEmpty();
    }

    @Test
    void aNetworkAroundAnAllowedOneIsDropped() {
        assertThat(ROUTES.of(network("10.5.0.0/24"), false)).contains(RouteType.BLACKHOLE);
        assertThat(ROUTES.of(network("10.6.0.0/24"), true)).contains(RouteType.BLACKHOLE);
        assertThat(ROUTES.of(network("10.6.0.0/24"), false)).isEmpty();
    }
}
