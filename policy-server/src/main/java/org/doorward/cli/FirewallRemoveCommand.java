package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.firewall.Firewall;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall remove}. */
@Command(
        name = "remove",
        description = {
            "Takes all bans and drop lists out of the firewall, and has the worker leave it alone, also after a restart.",
            "\"doorward firewall on\" ends it."
        })
final class FirewallRemoveCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallRemoveCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            hand.hold("doorward firewall remove");
            hand.does(Firewall::remove);
            hand.out().println("No ban and no drop list is in the firewall. \"doorward firewall on\" ends it.");
        }
        return CommandLine.ExitCode.OK;
    }
}
