package org.doorward.store.intake;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The journal's files do not belong to the database, or not to each other: rows would be missing. Nothing was changed. */
public final class JournalMismatchException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private JournalMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The database has taken over less than it once had: it was damaged, or replaced by an older copy. */
    static JournalMismatchException missing(Path found, long before) {
        return new JournalMismatchException(
                "the oldest rows that are not in the database should be in journal segment " + (before + 1)
                        + ", but the next segment is " + found,
                null);
    }

    static JournalMismatchException foreign(Path file) {
        return new JournalMismatchException(file + " belongs to another database", null);
    }

    static JournalMismatchException noDatabase(Path file) {
        return new JournalMismatchException("there is " + file + ", but no database, or one with nothing in it", null);
    }

    static JournalMismatchException noHeader(Path file) {
        return new JournalMismatchException(file + " is damaged: it does not begin as a journal segment does", null);
    }

    static JournalMismatchException otherNumber(Path file, long number) {
        return new JournalMismatchException(file + " says of itself that it is segment " + number, null);
    }

    static JournalMismatchException strange(Path file, Throwable cause) {
        return new JournalMismatchException(file + " was written by another version of Doorward", cause);
    }
}
