package org.doorward.firewall.guard;

import java.util.List;
import org.doorward.store.net.Cidr;

/** The networks that the operator has named. */
public final class ConfiguredNetworks implements NeverBanSource {

    private final Reading reading;

    /** With the networks of the setting {@code firewall.never_ban}. */
    public ConfiguredNetworks(List<Cidr> networks) {
        reading = new Reading(
                networks.stream()
                        .map(network -> new Found(network, "named by the operator"))
                        .toList(),
                List.of());
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Reading read() {
        return reading;
    }
}
