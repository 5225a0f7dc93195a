package org.doorward.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward list add}. */
@Command(
        name = "add",
        description = {
            "Puts an address or a network on the own list; from then on its mail is rejected.",
            "An entry of the same network is replaced."
        },
        footer = {
            "",
            "Examples:",
            "  doorward list add 198.51.100.7 --reason \"guesses our users\"",
            "  doorward list add 2001:db8::/64 --reason \"spam, ticket 4711\" --for 30d"
        })
final class ListAddCommand extends ConfiguredCommand {

    private final ConfigOptions before;

    @Parameters(paramLabel = "NETWORK", description = "An address, or a network such as 198.51.100.0/24.")
    String network = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in one line.")
    String reason = "";

    @Option(names = "--for", paramLabel = "TIME", description = "How long, such as 12h or 30d (default: for ever).")
    String lasts = "";

    ListAddCommand(CliEnvironment environment, ConfigOptions before) {
        super(environment);
        this.before = before;
    }

    @Override
    public Integer call() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("network", network);
        fields.put("reason", reason);
        fields.put("for", lasts);
        JsonAnswer answer = ListCommand.order(environment, options.after(before), "add", fields);
        String until = answer.field("until");
        out().println(answer.field("network") + " is on the own list" + (until.isEmpty() ? "" : " until " + until)
                + (answer.field("before").equals("true") ? "; it was before" : ""));
        return CommandLine.ExitCode.OK;
    }
}
