package org.doorward.store.sql;

import java.io.EOFException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.doorward.store.model.StoreException;
import org.h2.api.ErrorCode;

/** Says in an operator's words why a database cannot be opened, and whether its content is the reason. */
final class Refusal {

    private Refusal() {}

    /** The refusal for what H2 said. Only what the file holds counts as damage: a sick disk is no reason to begin anew. */
    static StoreException of(Path file, SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 -> inUse(file, "another process");
            case ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
                endsTooEarly(e) ? damaged(file, e) : unusable(file, e);
            case ErrorCode.DATABASE_IS_READ_ONLY, ErrorCode.OUT_OF_MEMORY -> unusable(file, e);
            default -> damaged(file, e);
        };
    }

    static StoreException inUse(Path file, String by) {
        return new StoreException("the database " + file + " is in use by " + by
                + ", probably another Doorward with the same state_dir. Stop that one (systemctl status doorward), or give"
                + " this one a state_dir of its own.");
    }

    static StoreException damaged(Path file, Exception e) {
        return StoreException.damaged(
                "the database " + file + " cannot be opened: " + oneLine(e)
                        + ". It has been left as it is. Put back a good copy, or move it away together with the journal to"
                        + " start with empty ones, or set store.when_damaged = \"start_empty\" to have that done for you.",
                e);
    }

    static StoreException unusable(Path file, Exception e) {
        return new StoreException(
                "the database " + file + " cannot be used: " + oneLine(e)
                        + ". It has been left as it is. Look at the disk, and whether Doorward may read and write there.",
                e);
    }

    private static boolean endsTooEarly(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
