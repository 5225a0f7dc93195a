package org.doorward.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.doorward.config.load.LoadResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class AskCommand implements Callable<Integer> {

    static final String PATH = "/api/v1/ask";

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Parameters(arity = "1..*", paramLabel = "NAME=VALUE", description = "Attributes of the request.")
    List<String> words = new ArrayList<>();

    @Option(names = "--explain", description = "Also shows what each check found.")
    boolean explain;

    @Option(names = "--json", description = "Prints the server's whole answer as it is.")
    boolean json;

    AskCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        AttributeWords asked = asked();
        PrintWriter err = spec.commandLine().getErr();
        asked.warnings().forEach(err::println);
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        print(new RunningServer(loaded).told(PATH, toJson(asked.attributes())));
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

    /** The request as the admin listener takes it. */
    static byte[] toJson(Map<String, String> attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator object = new JsonFactory().createGenerator(out)) {
            object.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                object.writeStringField(attribute.getKey(), attribute.getValue());
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory does not fail", e);
        }
        return out.toByteArray();
    }

    private void print(String body) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(body.strip());
            return;
        }
        AskAnswer answer = new AskAnswer(JsonAnswer.understood(body));
        out.println(answer.action());
        if (explain) {
            out.println();
            answer.explanation().forEach(out::println);
        }
    }
}
