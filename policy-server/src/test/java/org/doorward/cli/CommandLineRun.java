package org.doorward.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.StateDirectory;
import org.doorward.observe.BuildInfo;
import picocli.CommandLine;

/**
 * One run of the program within the test, with what it printed.
 *
 * @param status the exit status
 * @param out standard output
 * @param err standard error
 */
record CommandLineRun(int status, String out, String err) {

    /** Runs it where no configuration is, and where the state directory is a folder of the test's. */
    static CommandLineRun of(Path folder, String... arguments) {
        return of(folder, Map.of(), arguments);
    }

    /** The same with variables in the environment. */
    static CommandLineRun of(Path folder, Map<String, String> variables, String... arguments) {
        return reading("", folder, variables, arguments);
    }

    /** The same with something on standard input. */
    static CommandLineRun reading(String input, Path folder, Map<String, String> variables, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = Commands.of(environment(folder, variables, input))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int status = program.execute(arguments);
        return new CommandLineRun(status, out.toString(), err.toString());
    }

    /** The process that a command runs in then. */
    static CliEnvironment environment(Path folder, Map<String, String> variables) {
        return environment(folder, variables, "");
    }

    private static CliEnvironment environment(Path folder, Map<String, String> variables, String input) {
        return new CliEnvironment(
                new BuildInfo("1.2.3", Optional.of("abc1234"), "17.0.1"),
                variables,
                () -> Instant.parse("2026-11-21T20:00:00Z"),
                () -> 0,
                () -> Instant.parse("2026-11-21T19:59:59Z"),
                new Random(1),
                new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        variables,
                        Set.of("exempt", "access", "greylist"),
                        new StateDirectory(variables, folder, folder)),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)),
                OutputStream.nullOutputStream());
    }
}
