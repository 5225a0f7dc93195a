package org.doorward.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward ask}. */
@Command(
        name = "ask",
        description = {
            "Asks the running server as Postfix would, and prints the answer that Postfix would get.",
            "This is a real request: it is counted, and the greylist remembers it."
        },
        footer = {
            "",
            "The words are Postfix's attributes, as in SMTPD_POLICY_README. client, name, helo, state and login stand for",
            "client_address, client_name, helo_name, protocol_state and sasl_username. The rest is filled in.",
            "",
            "Examples:",
            "  doorward ask client=198.51.100.7 sender=a@example.org recipient=b@example.com",
            "  doorward ask client=198.51.100.7 sender= recipient=b@example.com state=DATA --explain",
            "  doorward ask client=2001:db8::7 recipient=b@example.com --json"
        })
final class AskCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/ask";

    @Parameters(arity = "1..*", paramLabel = "NAME=VALUE", description = "Attributes of the request.")
    List<String> words = new ArrayList<>();

    @Option(names = "--explain", description = "Also shows what each check found.")
    boolean explain;

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    AskCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        AttributeWords asked = asked();
        PrintWriter err = spec.commandLine().getErr();
        asked.warnings().forEach(err::println);
        View.print(options.server(environment).told(PATH, asked.attributes()), json, out(), this::lines);
        return CommandLine.ExitCode.OK;
    }

    private AttributeWords asked() {
        byte[] instance = new byte[8];
        environment.random().nextBytes(instance);
        try {
            return AttributeWords.read(words, "ask." + HexFormat.of().formatHex(instance));
        } catch (AttributeWords.NotAnAttribute e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private List<String> lines(JsonAnswer body) {
        AskAnswer answer = new AskAnswer(body);
        List<String> lines = new ArrayList<>(List.of(answer.action()));
        if (explain) {
            lines.add("");
            lines.addAll(answer.explanation());
        }
        return lines;
    }
}
