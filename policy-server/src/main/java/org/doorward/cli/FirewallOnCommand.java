package org.doorward.cli;

import org.doorward.firewall.Firewall;
import picocli.CommandLine.Command;

/** {@code doorward firewall on}. */
@Command(
        name = "on",
        description = {"Ends \"doorward firewall off\": the worker makes the firewall equal to the bans again."})
final class FirewallOnCommand extends FirewallDeed {

    FirewallOnCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) {
        hand.does(firewall -> {
            if (firewall.look().state() == Firewall.State.ASLEEP) {
                firewall.sleep(false);
            }
        });
        hand.endTrial();
        hand.release();
        hand.beginAnew();
        return well(hand, "The worker keeps the firewall again, within seconds.");
    }
}
