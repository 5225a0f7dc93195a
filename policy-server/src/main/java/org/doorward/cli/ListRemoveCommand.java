package org.doorward.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code doorward list remove}. */
@Command(
        name = "remove",
        description = {
            "Takes an address or a network off the own list.",
            "What stands in a file is taken out there, and the file is read anew by itself."
        },
        footer = {"", "Examples:", "  doorward list remove 198.51.100.7", "  doorward list remove 198.51.100.0/24"})
final class ListRemoveCommand extends ConfiguredCommand {

    private final ConfigOptions before;

    @Parameters(paramLabel = "NETWORK", description = "The address or network as \"doorward list\" shows it.")
    String network = "";

    ListRemoveCommand(CliEnvironment environment, ConfigOptions before) {
        super(environment);
        this.before = before;
    }

    @Override
    public Integer call() {
        JsonAnswer answer = ListCommand.order(environment, options.after(before), "remove", Map.of("network", network));
        out().println(answer.field("network") + " is no longer on the own list");
        return CommandLine.ExitCode.OK;
    }
}
