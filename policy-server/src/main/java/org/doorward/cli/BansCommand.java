package org.doorward.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doorward bans}. */
@Command(
        name = "bans",
        description = {"Lists the bans that stand, the newest first."},
        footer = {
            "",
            "\"doorward why ADDRESS\" tells why; \"doorward unban ADDRESS\" ends a ban.",
            "",
            "Examples:",
            "  doorward bans",
            "  doorward bans --json"
        })
final class BansCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/bans";

    private static final List<String> COLUMNS =
            List.of("network", "since", "until", "rung", "id", "packets_dropped", "last_knock", "reason");

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    BansCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        View.print(options.server(environment).fetched(PATH), json, out(), BansCommand::lines);
        return CommandLine.ExitCode.OK;
    }

    private static List<String> lines(JsonAnswer answer) {
        return answer.list("bans").isEmpty()
                ? List.of("No ban stands.")
                : answer.table("bans", COLUMNS).lines();
    }
}
