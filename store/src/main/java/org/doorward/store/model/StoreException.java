package org.doorward.store.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store cannot be opened, or cannot do its work now. The message says what to do about it. */
public final class StoreException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean damaged;

    /**
     * A failure that an operator reads.
     *
     * @param message what is wrong, with the file and the remedy
     * @param cause what was thrown beneath
     */
    public StoreException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private StoreException(String message, @Nullable Throwable cause, boolean damaged) {
        super(message, cause);
        this.damaged = damaged;
    }

    /**
     * A failure because of what the files hold.
     *
     * @param message what is wrong, with the file and the remedy
     * @param cause what was thrown beneath
     */
    public static StoreException damaged(String message, Throwable cause) {
        return new StoreException(message, cause, true);
    }

    /**
     * A failure without a deeper cause.
     *
     * @param message what is wrong, with the file and the remedy
     */
    public StoreException(String message) {
        this(message, null, false);
    }

    /** Whether the files' content is the reason, so that it would work with empty ones. */
    public boolean damaged() {
        return damaged;
    }
}
