package org.doorward.cli;

import java.util.List;
import java.util.Map;
import org.doorward.text.ClientText;
import org.doorward.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doorward list}, with {@code add} and {@code remove}. */
@Command(
        name = "list",
        description = {
            "Shows the own list: addresses and networks that you have listed by hand, with reason and age.",
            "What \"source\" calls \"doorward list\" was added by a command; the rest stands in files."
        },
        footer = {
            "",
            "Examples:",
            "  doorward list",
            "  doorward list add 198.51.100.7 --reason \"guesses our users\" --for 30d",
            "  doorward list remove 198.51.100.7"
        })
final class ListCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/own-list";

    private static final List<String> COLUMNS = List.of("network", "since", "until", "reason", "source");
    private static final int LONGEST_CELL = 200;

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    private ListCommand(CliEnvironment environment) {
        super(environment);
    }

    /** The command with those below it. */
    static CommandLine of(CliEnvironment environment) {
        ListCommand list = new ListCommand(environment);
        return new CommandLine(list)
                .addSubcommand(new ListAddCommand(environment, list.options))
                .addSubcommand(new ListRemoveCommand(environment, list.options));
    }

    @Override
    public Integer call() {
        View.print(options.server(environment).fetched(PATH), json, out(), ListCommand::lines);
        return CommandLine.ExitCode.OK;
    }

    private static List<String> lines(JsonAnswer answer) {
        return answer.list("entries").isEmpty()
                ? List.of("The own list is empty.")
                : table(answer).lines();
    }

    private static Table table(JsonAnswer answer) {
        Table table = new Table(COLUMNS);
        for (Map<String, String> entry : answer.list("entries")) {
            table.add(COLUMNS.stream().map(column -> cell(entry, column)).toList());
        }
        return table;
    }

    private static String cell(Map<String, String> entry, String column) {
        String value = ClientText.escape(entry.getOrDefault(column, ""), LONGEST_CELL);
        return column.equals("until") && "false".equals(entry.get("stands")) ? value + " (ended)" : value;
    }

    /**
     * Has the running server change the list.
     *
     * @param change the last part of the path
     * @param fields what is sent
     * @return what the server answers
     * @throws CommandFailed when it refuses
     */
    static JsonAnswer order(
            CliEnvironment environment, ConfigOptions options, String change, Map<String, String> fields) {
        return options.server(environment).answer(PATH + "/" + change, fields);
    }
}
