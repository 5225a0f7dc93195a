package org.doorward.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class BansCommand implements Callable<Integer> {

    static final String PATH = "/api/v1/bans";

    private static final List<String> COLUMNS =
            List.of("network", "since", "until", "rung", "id", "packets_dropped", "last_knock", "reason");

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    BansCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        View.print(
                options.server(environment).fetched(PATH),
                json,
                spec.commandLine().getOut(),
                BansCommand::lines);
        return CommandLine.ExitCode.OK;
    }

    private static List<String> lines(JsonAnswer answer) {
        return answer.list("bans").isEmpty()
                ? List.of("No ban stands.")
                : answer.table("bans", COLUMNS).lines();
    }
}
