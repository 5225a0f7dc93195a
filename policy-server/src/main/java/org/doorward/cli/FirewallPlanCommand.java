package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.worker.Rehearsal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall plan}. */
@Command(
        name = "plan",
        description = {
            "Prints what the worker would have the firewall do if it began at this moment, and changes nothing."
        })
final class FirewallPlanCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallPlanCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            Rehearsal rehearsal = hand.rehearsal();
            rehearsal.notes().forEach(spec.commandLine().getErr()::println);
            hand.out()
                    .print(hand.firewall()
                            .plan(rehearsal.wanted(), environment.clock().instant()));
            hand.out().flush();
        }
        return CommandLine.ExitCode.OK;
    }
}
