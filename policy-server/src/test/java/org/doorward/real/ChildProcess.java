package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that a test started, with its output in files. It does not outlive the test, nor the JVM of the tests. */
public final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;
    private final Thread atExit;

    /**
     * What a finished command left.
     *
     * @param status its exit status
     * @param out what it printed
     * @param err what it complained
     */
    public record Result(int status, String out, String err) {}

    private ChildProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.atExit = new Thread(this::killTree);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a process. */
    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        Path out = Files.createTempFile("doorward-test-", ".out");
        Path err = Files.createTempFile("doorward-test-", ".err");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        return new ChildProcess(builder.start(), out, err);
    }

    /** Runs a command to its end, which must come within the usual limit. */
    public static Result run(ProcessBuilder builder) throws IOException {
        return run(builder, Waiting.LIMIT);
    }

    /** Runs a command to its end, which must come within a limit. */
    public static Result run(ProcessBuilder builder, Duration limit) throws IOException {
        try (ChildProcess child = start(builder)) {
            int status = child.awaitExit(limit);
            return new Result(status, child.out(), child.err());
        }
    }

    /** Runs a command that must succeed. */
    public static void runWell(String... command) throws IOException {
        Result result = run(new ProcessBuilder(command));
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result);
        }
    }

    /** What it has printed until now. */
    public String out() {
        return read(out);
    }

    /** What it has complained until now. */
    public String err() {
        return read(err);
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Waits for its end, and returns its exit status. */
    public int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("Still running after " + limit + ", having said: " + out() + err());
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Waiting.LIMIT);
    }

    /** Sends a signal by its name, such as {@code HUP}. */
    public void signal(String name) throws IOException {
        runWell("kill", "-" + name, Long.toString(pid()));
    }

    @Override
    public void close() {
        killTree();
        awaitExit(Waiting.LIMIT);
        Runtime.getRuntime().removeShutdownHook(atExit);
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever has the id of one that has ended may be another by now, and its children are none of ours. */
    private void killTree() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
