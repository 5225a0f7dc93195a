package org.doorward.store;

import java.io.Serial;

/** The store cannot be opened, or cannot do its work now. The message says what to do about it. */
public final class StoreException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure that an operator reads.
     *
     * @param message what is wrong, with the file and the remedy
     * @param cause what was thrown beneath
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A failure without a deeper cause.
     *
     * @param message what is wrong, with the file and the remedy
     */
    public StoreException(String message) {
        super(message);
    }
}
