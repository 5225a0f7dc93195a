package org.doorward.cli;

import picocli.CommandLine.Command;

/** {@code doorward firewall let-in}. */
@Command(
        name = "let-in",
        description = {
            "Has the worker push the bans that it holds back because they were too many at once.",
            "Look at \"doorward bans\" first: a flood of bans is more often a list gone wild than a botnet."
        })
final class FirewallLetInCommand extends FirewallDeed {

    FirewallLetInCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) {
        hand.letIn();
        return well(hand, "The worker lets them in within seconds.");
    }
}
