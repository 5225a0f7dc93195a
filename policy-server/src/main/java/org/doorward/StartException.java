package org.doorward;

/** The server cannot start. The message says what is wrong and what to do; the operator sees it without a stack trace. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean configuration;

    /** A failure with its cause, for a log at level DEBUG. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
        this.configuration = cause instanceof RefusedException;
    }

    /** Whether the configuration is why: then another attempt fails too, until somebody has changed it. */
    public boolean isForConfiguration() {
        return configuration;
    }
}
