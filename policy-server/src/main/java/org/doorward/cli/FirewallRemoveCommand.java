package org.doorward.cli;

import org.doorward.firewall.Firewall;
import picocli.CommandLine.Command;

/** {@code doorward firewall remove}. */
@Command(
        name = "remove",
        description = {
            "Takes all bans and drop lists out of the firewall, and has the worker leave it alone, also after a restart.",
            "\"doorward firewall on\" ends it."
        })
final class FirewallRemoveCommand extends FirewallDeed {

    FirewallRemoveCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) {
        hand.hold("doorward firewall remove");
        hand.does(Firewall::remove);
        return well(hand, "No ban and no drop list is in the firewall. \"doorward firewall on\" ends it.");
    }
}
