package org.doorward.firewall.tool;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    private final Executable program;

    /**
     * A program.
     *
     * @param program its name or place, and the arguments that come first
     */
    public Tool(List<String> program) {
        this.program = new Executable(program, "it");
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
        try {
            Path folder = Files.createTempDirectory("doorward");
            Path in = folder.resolve("in");
            Path out = folder.resolve("out");
            Path errors = folder.resolve("errors");
            try {
                Files.writeString(in, input, StandardCharsets.UTF_8);
                Process process = program.start(
                        List.of(arguments),
                        Redirect.from(in.toFile()),
                        Redirect.to(out.toFile()),
                        Redirect.to(errors.toFile()));
                int status = program.await(process, patience);
                if (Files.size(out) > MOST_OUTPUT) {
                    throw new FirewallException(
                            Kind.REFUSED,
                            program + " wrote more than " + MOST_OUTPUT + " bytes: look at what it lists");
                }
                return new Output(status, Files.readString(out, StandardCharsets.ISO_8859_1), beginning(errors));
            } finally {
                for (Path file : List.of(in, out, errors, folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw Executable.noTemporaryFile(e);
        }
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
                program.shown(List.of(arguments)) + " ended with status " + output.status() + ": " + output.firstError()
                        + remedy);
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
}
