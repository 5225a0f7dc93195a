package org.doorward.store.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.doorward.store.intake.KeyHash;

/**
 * What the one row of {@code store_state} says.
 *
 * @param keyHash the hash under this database's secret
 * @param checkpoint the last journal segment that the database has taken over
 */
public record StoreState(KeyHash keyHash, long checkpoint) {

    /** Reads it; empty when the row was not written yet. */
    static Optional<StoreState> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT secret, checkpoint FROM store_state WHERE id = 1")) {
            return row.next()
                    ? Optional.of(new StoreState(new KeyHash(row.getBytes(1)), row.getLong(2)))
                    : Optional.empty();
        }
    }
}
