package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.doorward.Documents;
import org.doorward.real.ChildProcess;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.Waiting;

/**
 * Docker's command line in a folder, as an operator uses it.
 *
 * @param folder where commands run
 * @param environment what their environment has besides this process's
 */
record Docker(Path folder, Map<String, String> environment) {

    /** For a build of all images on a busy machine with two cores, with nothing in the cache. */
    static final Duration LIMIT = Duration.ofMinutes(12);

    /** Between two looks into a container, each of which takes a core a tenth of a second. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Docker in the project's folder. */
    static Docker here() {
        return new Docker(Documents.root(), Map.of());
    }

    /** Runs lines of a shell, the first that fails ending them. */
    Result shell(String lines) {
        return run("sh", "-euc", lines);
    }

    /** Runs a command to its end. */
    Result run(String... command) {
        try {
            return ChildProcess.run(builder(command), LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command, for whoever looks about while it runs. */
    ChildProcess start(String... command) {
        try {
            return ChildProcess.start(builder(command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command that must succeed, and returns what it printed. */
    String must(String... command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result);
        }
        return result.out();
    }

    /**
     * What a container prints that is made of an image, without a network, and removed at its end.
     *
     * @param words further options, the image, and the command in it
     */
    String once(String... words) {
        return must(
                Stream.concat(Stream.of("docker", "run", "--rm", "--pull=never", "--network", "none"), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** Waits for what a look into a container shows, for the usual limit. */
    static void await(String awaited, BooleanSupplier condition) {
        await(awaited, Waiting.LIMIT, condition);
    }

    /** Waits for what a look into a container shows. */
    static void await(String awaited, Duration limit, BooleanSupplier condition) {
        Waiting.until(awaited, limit, LOOK_NANOS, condition);
    }

    /** The lines that a command printed that must succeed, but for blank ones. */
    List<String> lines(String... command) {
        return must(command).lines().filter(line -> !line.isBlank()).toList();
    }
}
