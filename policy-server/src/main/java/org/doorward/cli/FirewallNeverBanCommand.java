package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.firewall.guard.NeverBanText;
import org.doorward.worker.Rehearsal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall never-ban}. */
@Command(
        name = "never-ban",
        description = {"Lists whom no ban and no drop list touches, and why."})
final class FirewallNeverBanCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallNeverBanCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            Rehearsal rehearsal = hand.rehearsal();
            hand.out()
                    .print(NeverBanText.table(
                            rehearsal.neverBan().entries(), environment.clock().instant()));
            hand.out().flush();
            rehearsal.notes().forEach(spec.commandLine().getErr()::println);
        }
        return CommandLine.ExitCode.OK;
    }
}
