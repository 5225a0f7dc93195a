package org.doorward.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.doorward.store.model.StoreException;
import org.h2.api.ErrorCode;

/**
 * Looks at a database without changing a byte of its file, so that one that is refused is left as it was. H2 itself would
 * begin to repair a damaged file, and to fill an empty one, before anybody could ask what is in it.
 *
 * <p>It costs some 20 ms, for most of what the first connection costs the second one need not pay again.
 */
public final class Inspection {

    /** Two blocks, both the same, before the first chunk of content. */
    private static final long H2_HEADER_BYTES = 2 * 4096;

    private Inspection() {}

    /**
     * Reads what a database says of itself.
     *
     * @param directory where its file is
     * @return empty when there is no database yet: no file, or one whose making was killed before its first row
     * @throws StoreException when it is in use, damaged, of a newer form, or cannot be read or written
     */
    public static Optional<StoreState> of(Path directory) throws StoreException {
        Path file = Database.file(directory);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        requireAccess(directory, file);
        try {
            // H2 takes half a header for a damaged database.
            return Files.size(file) <= H2_HEADER_BYTES ? Optional.empty() : read(directory, file);
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DATABASE_IS_READ_ONLY) {
                // What is empty H2 must fill before it can read it.
                return Optional.empty();
            }
            throw Refusal.of(file, e);
        } catch (IOException e) {
            throw Refusal.unusable(file, e);
        } catch (IllegalArgumentException e) {
            throw Refusal.damaged(file, e);
        }
    }

    private static void requireAccess(Path directory, Path file) throws StoreException {
        if (!Files.isRegularFile(file)) {
            throw new StoreException("the database " + file + " is no regular file. Move it away.");
        }
        if (!Files.isReadable(file) || !Files.isWritable(file) || !Files.isWritable(directory)) {
            throw new StoreException("the database " + file
                    + " cannot be read and written by this user. Give it, and the directory that it is in, to the user that"
                    + " Doorward runs as, and look whether the file system is mounted read-only.");
        }
    }

    private static Optional<StoreState> read(Path directory, Path file) throws SQLException, StoreException {
        try (Connection connection = DriverManager.getConnection(Database.readOnlyUrl(directory))) {
            if (!connection.isReadOnly()) {
                // H2 gives out the database that this process has open already.
                throw Refusal.inUse(file, "this process");
            }
            try {
                return read(connection, file);
            } finally {
                Database.letGo(connection);
            }
        }
    }

    private static Optional<StoreState> read(Connection connection, Path file) throws SQLException, StoreException {
        int form = Migrations.version(connection, file);
        if (form == 0) {
            return Optional.empty();
        }
        Optional<StoreState> state = StoreState.read(connection);
        GreylistTables.generations(connection);
        for (LongLived table : LongLived.values()) {
            if (table.in(form)) {
                table.count(connection);
            }
        }
        if (MarkTable.in(form)) {
            MarkTable.all(connection);
        }
        return state;
    }
}
