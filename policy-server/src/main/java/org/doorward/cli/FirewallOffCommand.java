package org.doorward.cli;

import org.doorward.firewall.Firewall;
import picocli.CommandLine.Command;

/** {@code doorward firewall off}. */
@Command(
        name = "off",
        description = {
            "Has all who are banned pass at once, and has the worker leave the firewall alone, also after a restart. Nothing is"
                    + " forgotten.",
            "\"doorward firewall on\" ends it."
        })
final class FirewallOffCommand extends FirewallDeed {

    FirewallOffCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) {
        hand.hold("doorward firewall off");
        hand.does(firewall -> {
            if (firewall.look().state() != Firewall.State.GONE) {
                firewall.sleep(true);
            }
        });
        return well(hand, "No ban and no drop list counts. \"doorward firewall on\" ends it.");
    }
}
