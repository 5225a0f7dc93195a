package org.doorward.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.doorward.config.load.LoadResult;
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
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        String body = new RunningServer(loaded).fetched(PATH);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(body.strip());
            return CommandLine.ExitCode.OK;
        }
        JsonAnswer answer = JsonAnswer.understood(body);
        if (answer.list("bans").isEmpty()) {
            out.println("No ban stands.");
        } else {
            answer.table("bans", COLUMNS).lines().forEach(out::println);
        }
        return CommandLine.ExitCode.OK;
    }
}
