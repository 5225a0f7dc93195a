package org.doorward.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.doorward.store.intake.RowKey;

/** The tables whose rows live on as long as they are of use, and what is done with all of them alike. */
public enum LongLived {
    /** Triplets that passed. */
    PASSED("greylist_passed", "triplet", 1, "last_seen < ?"),
    /** Networks that triplets passed from. */
    NETWORKS("greylist_network", "network_key", 1, "last_seen < ?"),
    /** Clients against whom something is held. */
    OFFENDERS("offender", "offender_key", 2, "last_offence < ? AND ban_end < ?");

    private static final int KEYS_A_SLICE = 10_000;
    private static final RowKey BEGINNING = new RowKey(0, 0);

    private final String table;
    private final String key;
    private final int form;
    private final String aged;

    LongLived(String table, String key, int form, String aged) {
        this.table = table;
        this.key = key;
        this.form = form;
        this.aged = aged;
    }

    /** Whether a database of this form has the table. */
    boolean in(int databaseForm) {
        return databaseForm >= form;
    }

    /** How many rows it has; does not read them. */
    public long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * A slice of a walk through a table in the order of its keys.
     *
     * @param deleted how many rows were too old and are gone
     * @param next where the next slice begins, empty at the table's end
     */
    public record Slice(long deleted, Optional<RowKey> next) {}

    /**
     * Deletes what is too old among the next rows.
     *
     * @param from where the slice begins; the key itself was in the slice before
     * @param rows how many rows the slice looks at
     * @param oldest rows go whose times all are before these: when they were last seen; for an offender, when the latest
     *     offence was and when the latest ban ended
     */
    public Slice age(Connection connection, RowKey from, int rows, List<Instant> oldest) throws SQLException {
        Optional<RowKey> last = lastOfSlice(connection, from, rows);
        String sql = "DELETE FROM " + table + " WHERE " + key + " > ?"
                + (last.isPresent() ? " AND " + key + " <= ?" : "") + " AND " + aged;
        try (PreparedStatement delete = Database.prepare(connection, sql)) {
            int parameter = 1;
            delete.setBytes(parameter++, from.bytes());
            if (last.isPresent()) {
                delete.setBytes(parameter++, last.get().bytes());
            }
            for (Instant moment : oldest) {
                delete.setLong(parameter++, moment.toEpochMilli());
            }
            return new Slice(delete.executeUpdate(), last);
        }
    }

    private Optional<RowKey> lastOfSlice(Connection connection, RowKey from, int rows) throws SQLException {
        String sql = "SELECT " + key + " FROM " + table + " WHERE " + key + " > ? ORDER BY " + key
                + " OFFSET ? ROWS FETCH FIRST 1 ROWS ONLY";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setBytes(1, from.bytes());
            query.setInt(2, rows - 1);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(RowKey.ofBytes(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** Hands over all keys, in slices so that no result set holds them all. */
    public void forEachKey(Connection connection, Consumer<RowKey> action) throws SQLException {
        String sql = "SELECT " + key + " FROM " + table + " WHERE " + key + " > ? ORDER BY " + key + " FETCH FIRST "
                + KEYS_A_SLICE + " ROWS ONLY";
        RowKey from = BEGINNING;
        boolean more = true;
        while (more) {
            more = false;
            try (PreparedStatement query = Database.prepare(connection, sql)) {
                query.setBytes(1, from.bytes());
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        from = RowKey.ofBytes(row.getBytes(1));
                        action.accept(from);
                        more = true;
                    }
                }
            }
        }
    }
}
