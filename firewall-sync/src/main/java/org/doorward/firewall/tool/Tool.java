package org.doorward.firewall.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;

/**
 * A program that changes or lists a firewall: one process a call, ended with its children when it takes too long.
 *
 * <p>All that goes in and comes out lies in files: nothing has to be read while it runs, a child of it that lives on holds nobody up, and
 * should Doorward be killed meanwhile, the program still reads all of what it was told.
 */
public final class Tool {

    /** Far above what the largest sets take, a million elements of 60 bytes. */
    private static final long MOST_OUTPUT = 256L << 20;

    /** Enough for the first error; a program may fail for each of its lines. */
    private static final int MOST_ERRORS = 4000;

    private final List<String> program;

    /**
     * A program.
     *
     * @param program its name or place, and the arguments that come first
     */
    public Tool(List<String> program) {
        if (program.isEmpty()) {
            throw new IllegalArgumentException("there is no program");
        }
        this.program = List.copyOf(program);
    }

    /**
     * How a program ended.
     *
     * @param status its status
     * @param text what it wrote on standard output
     * @param errors the beginning of what it wrote on standard error
     */
    public record Output(int status, String text, String errors) {

        /** The first line of the errors that says something; or that there is none. */
        public String firstError() {
            return errors.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("no message");
        }
    }

    /**
     * Has something done that has to succeed, and returns what was written.
     *
     * @param input its standard input
     * @throws FirewallException when its status is not 0; the kind is told by its errors
     */
    public String must(String input, Duration patience, String... arguments) throws FirewallException {
        Output output = run(input, patience, arguments);
        if (output.status() != 0) {
            throw failure(output, arguments);
        }
        return output.text();
    }

    /**
     * Runs to the end, whatever comes of it.
     *
     * @throws FirewallException when it cannot be started, or does not end in time
     */
    public Output run(String input, Duration patience, String... arguments) throws FirewallException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        try {
            Path folder = Files.createTempDirectory("doorward");
            Path in = folder.resolve("in");
            Path out = folder.resolve("out");
            Path errors = folder.resolve("errors");
            try {
                Files.writeString(in, input, StandardCharsets.UTF_8);
                int status = finish(start(command, in, out, errors), patience);
                if (Files.size(out) > MOST_OUTPUT) {
                    throw new FirewallException(
                            Kind.REFUSED,
                            shown() + " wrote more than " + MOST_OUTPUT + " bytes: look at what it lists");
                }
                return new Output(status, Files.readString(out, StandardCharsets.ISO_8859_1), beginning(errors));
            } finally {
                for (Path file : List.of(in, out, errors, folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new FirewallException(
                    Kind.REFUSED, "no file can be written in the folder of temporary files, java.io.tmpdir: " + e, e);
        }
    }

    private Process start(List<String> command, Path in, Path out, Path errors) throws FirewallException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        // Messages are told apart by their text.
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            String text = String.valueOf(e.getMessage());
            if (text.contains("No such file or directory")) {
                throw new FirewallException(
                        Kind.MISSING, program.get(0) + " is not there: install it, or name its place", e);
            }
            Kind kind = text.contains("Permission denied") ? Kind.FORBIDDEN : Kind.REFUSED;
            throw new FirewallException(kind, program.get(0) + " cannot be started: " + text, e);
        }
    }

    private int finish(Process process, Duration patience) throws FirewallException {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            kill(process);
            throw unknown("did not end within " + patience.toMillis() + " ms and was killed");
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw unknown("was killed, for Doorward stops");
        }
    }

    /** Its children first, for they are nobody's afterwards. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private FirewallException unknown(String what) {
        return new FirewallException(Kind.UNKNOWN, shown() + " " + what + ": whether it was done is not known");
    }

    private static String beginning(Path errors) throws IOException {
        try (var in = Files.newInputStream(errors)) {
            return new String(in.readNBytes(MOST_ERRORS), StandardCharsets.UTF_8);
        }
    }

    /** The failure of a call that has ended. */
    public FirewallException failure(Output output, String... arguments) {
        Kind kind = kind(output.errors());
        String remedy = switch (kind) {
            case GONE -> "; what is ours is not there";
            case FULL -> "; a set has no more room: raise firewall.most_bans, or ban less";
            case FORBIDDEN -> "; it needs CAP_NET_ADMIN";
            case MISSING, UNKNOWN, REFUSED -> "";
        };
        return new FirewallException(
                kind,
                shown() + " " + String.join(" ", arguments) + " ended with status " + output.status() + ": "
                        + output.firstError() + remedy);
    }

    /** The texts of ipset, iptables and iproute2. */
    private static Kind kind(String errors) {
        if (errors.contains("ot permitted") || errors.contains("ermission denied") || errors.contains("must be root")) {
            return Kind.FORBIDDEN;
        }
        if (errors.contains("is full") || errors.contains("No space left")) {
            return Kind.FULL;
        }
        return errors.contains("does not exist")
                        || errors.contains("doesn't exist")
                        || errors.contains("No such file")
                        || errors.contains("No chain/target/match")
                ? Kind.GONE
                : Kind.REFUSED;
    }

    private String shown() {
        return String.join(" ", program);
    }
}
