package org.doorward.cli;

/** A command could not do its work. The message, which names a remedy, is all that the operator sees. */
final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
