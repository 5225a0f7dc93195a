package org.doorward.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward why}. */
@Command(
        name = "why",
        description = {
            "Tells the story of a client, a network, a sender or a recipient: bans, offences and score, the latest",
            "verdicts with what each check found, the greylist's entries, what would happen now, and the settings",
            "that decide it. Asking leaves no trace."
        },
        footer = {
            "",
            "What would happen now is foreseen for a mail like the last one; name attributes as for \"ask\" for another.",
            "No verdict holds policy_context: name it where a limit asks for it.",
            "",
            "Examples:",
            "  doorward why 198.51.100.7",
            "  doorward why 198.51.100.0/24",
            "  doorward why sender=alice@example.org",
            "  doorward why 198.51.100.7 helo=mail.example.org sender=a@example.org recipient=b@example.com --json"
        })
final class WhyCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/why";

    @Parameters(
            index = "0",
            paramLabel = "WHOM",
            description = "An address, a network, user@domain, sender=user@domain or recipient=user@domain.")
    String whom = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME=VALUE", description = "Attributes of the next mail.")
    List<String> words = new ArrayList<>();

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    WhyCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("of", whom);
        AttributeWords said = said();
        PrintWriter err = spec.commandLine().getErr();
        said.warnings().forEach(err::println);
        asked.putAll(said.attributes());
        View.print(options.server(environment).told(PATH, asked), json, out(), answer -> answer.texts("story"));
        return CommandLine.ExitCode.OK;
    }

    private AttributeWords said() {
        try {
            return AttributeWords.named(words);
        } catch (AttributeWords.NotAnAttribute e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
