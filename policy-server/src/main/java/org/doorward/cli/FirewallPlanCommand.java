package org.doorward.cli;

import org.doorward.worker.Rehearsal;
import picocli.CommandLine.Command;

/** {@code doorward firewall plan}. */
@Command(
        name = "plan",
        description = {
            "Prints what the worker would have the firewall do if it began at this moment, and changes nothing."
        })
final class FirewallPlanCommand extends FirewallDeed {

    FirewallPlanCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) throws InterruptedException {
        Rehearsal rehearsal = hand.rehearsal();
        return hand.shown(hand.firewall().plan(rehearsal.wanted(), hand.now()));
    }
}
