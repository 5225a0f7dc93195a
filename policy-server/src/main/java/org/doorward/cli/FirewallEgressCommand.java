package org.doorward.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.doorward.config.load.LoadResult;
import org.doorward.worker.Egress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward firewall egress}. */
@Command(
        name = "egress",
        description = {
            "Prints the rules of the outbound lock as the configuration has it, and changes nothing.",
            "The worker puts them in place where egress.enabled is true."
        })
final class FirewallEgressCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    FirewallEgressCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        try {
            spec.commandLine().getOut().print(Egress.plan(loaded.config(), environment.clock()));
            spec.commandLine().getOut().flush();
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
        return CommandLine.ExitCode.OK;
    }
}
