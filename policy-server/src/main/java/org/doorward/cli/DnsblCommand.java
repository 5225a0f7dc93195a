package org.doorward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.doorward.text.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code doorward dnsbl}. */
@Command(
        name = "dnsbl",
        synopsisSubcommandLabel = "[test]",
        description = {
            "Shows how each DNS list is doing: whether it is asked, what came of its last proof, and what it has answered since the"
                    + " server's start.",
            "\"dnsbl test\" asks all lists for an address or a name."
        },
        footer = {"", "Examples:", "  doorward dnsbl", "  doorward dnsbl test 198.51.100.7", "  doorward dnsbl --json"})
final class DnsblCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/dnsbl";

    private static final List<String> COLUMNS = List.of(
            "list", "state", "since", "last probe", "result", "next probe", "asked", "listed", "no answer", "latency");

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    private DnsblCommand(CliEnvironment environment) {
        super(environment);
    }

    /** The command with its own. */
    static CommandLine of(CliEnvironment environment) {
        return new CommandLine(new DnsblCommand(environment)).addSubcommand(new Test(environment));
    }

    @Override
    public Integer call() {
        View.print(options.server(environment).fetched(PATH), json, out(), DnsblCommand::lists);
        return CommandLine.ExitCode.OK;
    }

    private static List<String> lists(JsonAnswer answer) {
        List<Map<String, String>> rows = answer.list("lists");
        if (rows.isEmpty()) {
            return List.of("No DNS list is configured.");
        }
        Table table = new Table(COLUMNS);
        rows.forEach(row -> table.add(list(row)));
        List<String> lines = new ArrayList<>(table.lines());
        for (Map<String, String> row : rows) {
            if (!row.getOrDefault("why", "").isEmpty()) {
                lines.add("");
                lines.add(row.get("list") + " is " + row.get("state") + ": " + row.get("why"));
            }
        }
        return lines;
    }

    private static List<String> list(Map<String, String> row) {
        return List.of(
                cell(row, "list"),
                cell(row, "state"),
                cell(row, "since"),
                cell(row, "last_probe"),
                cell(row, "last_result"),
                cell(row, "next_probe"),
                cell(row, "asked"),
                cell(row, "listed") + share(row),
                cell(row, "no_answer"),
                cell(row, "latency_ms") + " ms");
    }

    private static String share(Map<String, String> row) {
        try {
            double asked = Double.parseDouble(cell(row, "asked"));
            double listed = Double.parseDouble(cell(row, "listed"));
            return asked == 0 ? "" : String.format(Locale.ROOT, " (%.0f %%)", 100 * listed / asked);
        } catch (NumberFormatException ofAnotherVersion) {
            return "";
        }
    }

    private static String cell(Map<String, String> row, String name) {
        String value = row.getOrDefault(name, "");
        return value.isEmpty() ? "-" : value;
    }

    /** {@code doorward dnsbl test}. */
    @Command(
            name = "test",
            description = {
                "Asks all DNS lists now, whatever is remembered and whether or not they are parked, and shows what each says.",
                "No list is parked for what it answers here."
            },
            footer = {
                "",
                "Examples:",
                "  doorward dnsbl test 198.51.100.7",
                "  doorward dnsbl test 2001:db8::7",
                "  doorward dnsbl test mail.example.org"
            })
    static final class Test extends ConfiguredCommand {

        @ParentCommand
        @Nullable
        DnsblCommand parent;

        @Parameters(index = "0", paramLabel = "IP|NAME", description = "An address, or a name for the lists of names.")
        String subject = "";

        @Option(names = "--json", description = "Prints the server's whole answer as it is.")
        boolean json;

        Test(CliEnvironment environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            ConfigOptions all = parent == null ? options : options.after(parent.options);
            json |= parent != null && parent.json;
            View.print(
                    all.server(environment).told(PATH + "/test", Map.of("subject", subject)),
                    json,
                    out(),
                    Test::answers);
            return CommandLine.ExitCode.OK;
        }

        private static List<String> answers(JsonAnswer answer) {
            List<Map<String, String>> rows = answer.list("answers");
            if (rows.isEmpty()) {
                return List.of("No DNS list is asked for such a thing.");
            }
            Table table = new Table(List.of("list", "state", "points", "answer", "explanation"));
            for (Map<String, String> row : rows) {
                table.add(List.of(
                        cell(row, "list"),
                        cell(row, "state"),
                        cell(row, "points"),
                        cell(row, "answer"),
                        row.getOrDefault("explanation", "")));
            }
            List<String> lines = new ArrayList<>(table.lines());
            lines.add("");
            lines.add("points: " + answer.field("points"));
            return lines;
        }
    }
}
