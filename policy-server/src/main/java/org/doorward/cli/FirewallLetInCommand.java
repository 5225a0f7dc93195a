package org.doorward.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall let-in}. */
@Command(
        name = "let-in",
        description = {
            "Has the worker push the bans that it holds back because they were too many at once.",
            "Look at \"doorward bans\" first: a flood of bans is more often a list gone wild than a botnet."
        })
final class FirewallLetInCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallLetInCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            hand.letIn();
            hand.out().println("The worker lets them in within seconds.");
        }
        return CommandLine.ExitCode.OK;
    }
}
