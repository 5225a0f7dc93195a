package org.doorward.watch.replay;

/** A replay cannot be done. The message names what is in the way, where, and the remedy. */
public final class ReplayException extends Exception {

    private static final long serialVersionUID = 1L;

    /** For this reason. */
    public ReplayException(String message) {
        super(message);
    }

    /** For this reason, with what has led to it. */
    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
