package org.doorward.cli;

import java.io.IOException;
import org.doorward.config.load.LoadResult;
import org.doorward.worker.Egress;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doorward firewall egress}. */
@Command(
        name = "egress",
        description = {
            "Prints the rules of the outbound lock as the configuration has it, and changes nothing.",
            "The worker puts them in place where egress.enabled is true."
        })
final class FirewallEgressCommand extends ConfiguredCommand {

    FirewallEgressCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        try {
            out().print(Egress.plan(loaded.config(), environment.clock()));
            out().flush();
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
        return CommandLine.ExitCode.OK;
    }
}
