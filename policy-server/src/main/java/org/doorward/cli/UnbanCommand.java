package org.doorward.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code doorward unban}. */
@Command(
        name = "unban",
        description = {
            "Ends the ban of an address or a network, and forgets the points that led to it.",
            "What must never be banned belongs into ban.never or an allow list."
        },
        footer = {"", "Examples:", "  doorward unban 198.51.100.7", "  doorward unban 198.51.100.0/24"})
final class UnbanCommand implements Callable<Integer> {

    static final String PATH = "/api/v1/unban";

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Parameters(
            paramLabel = "ADDRESS",
            description = "An address (of an IPv6 address its /64 is meant), or a banned network.")
    String address = "";

    UnbanCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        JsonAnswer answer = options.server(environment).answer(PATH, Map.of("address", address));
        if (!answer.field("lifted").equals("true")) {
            throw new CommandFailed("No ban stands against " + answer.field("network") + ".");
        }
        spec.commandLine()
                .getOut()
                .println("Ban " + answer.field("id") + " of " + answer.field("network")
                        + " is lifted, and the points that led to it are forgotten.");
        return CommandLine.ExitCode.OK;
    }
}
