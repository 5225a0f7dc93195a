package org.doorward;

/** The server cannot start. The message says what is wrong and what to do; the operator sees it without a stack trace. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A failure with nothing beneath it that an operator could use. */
    public StartException(String message) {
        super(message);
    }

    /** A failure with its cause, for a log at level DEBUG. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
