package org.doorward.cli;

import org.doorward.firewall.guard.NeverBanText;
import org.doorward.worker.Rehearsal;
import picocli.CommandLine.Command;

/** {@code doorward firewall never-ban}. */
@Command(
        name = "never-ban",
        description = {"Lists whom no ban and no drop list touches, and why."})
final class FirewallNeverBanCommand extends FirewallDeed {

    FirewallNeverBanCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) throws InterruptedException {
        Rehearsal rehearsal = hand.rehearsal();
        return hand.shown(NeverBanText.table(rehearsal.neverBan().entries(), hand.now()));
    }
}
