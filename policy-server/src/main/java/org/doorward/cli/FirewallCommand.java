package org.doorward.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall}: the worker that keeps the firewall, and what the operator does with it. */
@Command(
        name = "firewall",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Keeps the firewall equal to the bans that stand, shows what it holds, and puts it out of action.",
            "Run them as root: they change the firewall, or read what only root and the worker may."
        },
        footer = {
            "",
            "Examples:",
            "  doorward firewall status",
            "  doorward firewall plan",
            "  doorward firewall off",
            "  doorward firewall apply --confirm 60s"
        })
final class FirewallCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    private FirewallCommand() {}

    /** The command with its own. */
    static CommandLine of(CliEnvironment environment) {
        return new CommandLine(new FirewallCommand())
                .addSubcommand(new FirewallRunCommand(environment))
                .addSubcommand(new FirewallStatusCommand(environment))
                .addSubcommand(new FirewallPlanCommand(environment))
                .addSubcommand(new FirewallApplyCommand(environment))
                .addSubcommand(new FirewallNeverBanCommand(environment))
                .addSubcommand(new FirewallDropListsCommand(environment))
                .addSubcommand(new FirewallEgressCommand(environment))
                .addSubcommand(new FirewallOffCommand(environment))
                .addSubcommand(new FirewallOnCommand(environment))
                .addSubcommand(new FirewallLetInCommand(environment))
                .addSubcommand(new FirewallRemoveCommand(environment));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
