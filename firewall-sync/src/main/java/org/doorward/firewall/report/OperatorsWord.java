package org.doorward.firewall.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** A file by which the operator tells the worker something. It outlives a restart of the worker and of the host, as one expects of a word. */
public final class OperatorsWord {

    private static final String UNTIL = "until ";
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path file;

    private OperatorsWord(Path file) {
        this.file = file;
    }

    /** The word that the firewall is to be left alone. */
    public static OperatorsWord hold(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("hold"));
    }

    /** The word that the firewall is to be left alone while other settings are tried; given {@link #give(String, Instant) until} a time. */
    public static OperatorsWord trial(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("trial"));
    }

    /** The word that the worker is to begin anew, also where it had given up, with the configuration as it is now. */
    public static OperatorsWord beginAnew(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("begin-anew"));
    }

    /** The word that the bans that are held back are right. */
    public static OperatorsWord letIn(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("let-in"));
    }

    /** Whether it holds at a time: it is given, and that time is not over for which it was. */
    public boolean holds(Instant now) {
        return Files.exists(file) && end().map(now::isBefore).orElse(true);
    }

    /** Until when it was given; empty when that is until it is taken back, or when the file cannot be read. */
    private Optional<Instant> end() {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(UNTIL))
                    .map(line -> Instant.parse(line.substring(UNTIL.length())))
                    .findFirst();
        } catch (IOException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives it until a time: who gives it may be killed before he can take it back.
     *
     * @param why for who finds the file
     */
    public void give(String why, Instant until) throws IOException {
        give(why + "\n" + UNTIL + until);
        // Root gives it, and the worker is somebody else.
        Files.setPosixFilePermissions(file, READABLE);
    }

    /**
     * Gives it.
     *
     * @param why for who finds the file
     */
    public void give(String why) throws IOException {
        Files.writeString(file, why + "\n");
    }

    /** Takes it back. Returns whether it was given. */
    public boolean takeBack() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
