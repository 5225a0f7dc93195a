package org.doorward.firewall.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file by which the operator tells the worker something. It outlives a restart of the worker and of the host, as one expects of a word. */
public final class OperatorsWord {

    private final Path file;

    private OperatorsWord(Path file) {
        this.file = file;
    }

    /** The word that the firewall is to be left alone. */
    public static OperatorsWord hold(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("hold"));
    }

    /** The word that the bans that are held back are right. */
    public static OperatorsWord letIn(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("let-in"));
    }

    /** The word that the worker is to begin anew where it had given up. */
    public static OperatorsWord beginAnew(Path stateDir) {
        return new OperatorsWord(stateDir.resolve("begin-anew"));
    }

    /** Whether it is given. */
    public boolean isGiven() {
        return Files.exists(file);
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
