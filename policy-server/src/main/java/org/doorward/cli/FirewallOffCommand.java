package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.firewall.Firewall;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall off}. */
@Command(
        name = "off",
        description = {
            "Has all who are banned pass at once, and has the worker leave the firewall alone, also after a restart. Nothing is forgotten.",
            "\"doorward firewall on\" ends it."
        })
final class FirewallOffCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallOffCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            hand.hold("doorward firewall off");
            hand.does(firewall -> {
                if (firewall.look().state() != Firewall.State.GONE) {
                    firewall.sleep(true);
                }
            });
            hand.out().println("No ban and no drop list counts. \"doorward firewall on\" ends it.");
        }
        return CommandLine.ExitCode.OK;
    }
}
