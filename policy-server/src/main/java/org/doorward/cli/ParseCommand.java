package org.doorward.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.doorward.config.WatchConfig;
import org.doorward.text.ClientText;
import org.doorward.watch.LineParser;
import org.doorward.watch.Reading;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doorward parse}: what the watch makes of lines. */
@Command(
        name = "parse",
        description = {
            "Reads lines of a log from standard input and prints for each, in order, what the watch takes from it:",
            "address, vector and evidence, or why it takes nothing. Needs no server, and changes nothing."
        },
        footer = {
            "",
            "Examples:",
            "  tail -n 1000 /var/log/mail.log | doorward parse",
            "  doorward parse --json < /var/log/mail.log"
        })
final class ParseCommand extends ConfiguredCommand {

    /** What the evidence is cut to here; a line of a terminal takes no more. */
    private static final int EVIDENCE = 160;

    private static final int GATHERED = 1 << 16;

    private final JsonFactory json = new JsonFactory();

    @Option(
            names = "--json",
            description = "Print a JSON object a line: ip and vector, both null where there is nothing.")
    boolean asJson;

    ParseCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException {
        WatchConfig watch = options.loadValid(environment.loader()).config().watch();
        LineParser parser = LineParser.of(
                new LineParser.Settings(watch.kernelPrefixes(), watch.rules(), List.of()),
                watch.zone(),
                InstantSource.system());
        PrintWriter out = out();
        BufferedWriter gathered = new BufferedWriter(out, GATHERED);
        // Byte for byte: a log holds whatever clients send.
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(environment.input(), StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Reading reading = parser.read(line);
            gathered.write(asJson ? object(reading) : text(reading));
            gathered.newLine();
            // Who watches a log grow sees each line at once; a whole log is written in large pieces.
            if (!lines.ready()) {
                gathered.flush();
                if (out.checkError()) {
                    return CommandLine.ExitCode.SOFTWARE;
                }
            }
        }
        gathered.flush();
        return CommandLine.ExitCode.OK;
    }

    private static String text(Reading reading) {
        if (reading instanceof Reading.Seen seen) {
            String times = seen.times() > 1 ? " (" + seen.times() + " times)" : "";
            return seen.address() + "  " + seen.vector().label() + times + "  "
                    + ClientText.escape(seen.evidence(), EVIDENCE);
        }
        return "-  " + why(reading);
    }

    private static String why(Reading reading) {
        if (reading instanceof Reading.Nothing nothing) {
            return nothing.why();
        }
        if (reading instanceof Reading.LoggedIn login) {
            return "a login from " + login.address();
        }
        if (reading instanceof Reading.Accepted accepted) {
            return "a message of " + accepted.address() + " was taken";
        }
        return "a connection";
    }

    private String object(Reading reading) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            if (reading instanceof Reading.Seen seen) {
                out.writeStringField("ip", seen.address().toString());
                out.writeStringField("vector", seen.vector().label());
                out.writeNumberField("times", seen.times());
                out.writeStringField("evidence", ClientText.escape(seen.evidence(), EVIDENCE));
            } else {
                out.writeNullField("ip");
                out.writeNullField("vector");
                out.writeStringField("why", why(reading));
            }
            out.writeEndObject();
        }
        return text.toString();
    }
}
