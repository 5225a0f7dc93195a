package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.firewall.Firewall;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall on}. */
@Command(
        name = "on",
        description = {"Ends \"doorward firewall off\": the worker makes the firewall equal to the bans again."})
final class FirewallOnCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallOnCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            hand.does(firewall -> {
                if (firewall.look().state() == Firewall.State.ASLEEP) {
                    firewall.sleep(false);
                }
            });
            hand.release();
            hand.beginAnew();
            hand.out().println("The worker keeps the firewall again, within seconds.");
        }
        return CommandLine.ExitCode.OK;
    }
}
