package org.doorward.cli;

import picocli.CommandLine;

/** A command could not do its work. The message, which names a remedy, is all that the operator sees. */
final class CommandFailed extends RuntimeException {

    /** sysexits(3): EX_CONFIG. Of {@code serve} only: who starts it again need not, before the configuration has changed. */
    static final int CONFIGURATION = 78;

    private static final long serialVersionUID = 1L;

    private final int status;

    /** A failure with status 1. */
    CommandFailed(String message) {
        this(message, CommandLine.ExitCode.SOFTWARE);
    }

    /** A failure with a status of its own. */
    CommandFailed(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The exit status. */
    int status() {
        return status;
    }
}
