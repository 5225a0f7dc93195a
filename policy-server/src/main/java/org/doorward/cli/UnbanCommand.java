package org.doorward.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code doorward unban}. */
@Command(
        name = "unban",
        description = {
            "Ends the ban of an address or a network, and forgets the points that led to it.",
            "What must never be banned belongs into ban.never or an allow list."
        },
        footer = {"", "Examples:", "  doorward unban 198.51.100.7", "  doorward unban 198.51.100.0/24"})
final class UnbanCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/unban";

    @Parameters(
            paramLabel = "ADDRESS",
            description = "An address (of an IPv6 address its /64 is meant), or a banned network.")
    String address = "";

    UnbanCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        JsonAnswer answer = options.server(environment).answer(PATH, Map.of("address", address));
        if (!answer.field("lifted").equals("true")) {
            throw new CommandFailed("No ban stands against " + answer.field("network") + ".");
        }
        out().println("Ban " + answer.field("id") + " of " + answer.field("network")
                + " is lifted, and the points that led to it are forgotten.");
        return CommandLine.ExitCode.OK;
    }
}
