package org.doorward.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code doorward list remove}. */
@Command(
        name = "remove",
        description = {
            "Takes an address or a network off the own list.",
            "What stands in a file is taken out there, and the file is read anew by itself."
        },
        footer = {"", "Examples:", "  doorward list remove 198.51.100.7", "  doorward list remove 198.51.100.0/24"})
final class ListRemoveCommand implements Callable<Integer> {

    private final CliEnvironment environment;
    private final ConfigOptions before;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Parameters(paramLabel = "NETWORK", description = "The address or network as \"doorward list\" shows it.")
    String network = "";

    ListRemoveCommand(CliEnvironment environment, ConfigOptions before) {
        this.environment = environment;
        this.before = before;
    }

    @Override
    public Integer call() {
        JsonAnswer answer = ListCommand.order(environment, options.after(before), "remove", Map.of("network", network));
        spec.commandLine().getOut().println(answer.field("network") + " is no longer on the own list");
        return CommandLine.ExitCode.OK;
    }
}
