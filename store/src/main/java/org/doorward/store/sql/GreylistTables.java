package org.doorward.store.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.KeyFilter;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;

/** Every statement on the greylist's tables, but for those within one {@link GenerationTable}. All writing may be repeated: a row that is there already is overwritten. */
public final class GreylistTables {

    /** Rows a commit: one commit of 100,000 rows makes H2's file more than twice as large, for its undo log is in it. */
    private static final int ROWS_A_COMMIT = 1000;

    private GreylistTables() {}

    /** Finds a passed triplet. */
    public static Optional<GreylistEntry> passed(Connection connection, RowKey key) throws SQLException {
        String sql = "SELECT first_seen, passed_at, last_seen FROM greylist_passed WHERE triplet = ?";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setBytes(1, key.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new GreylistEntry(instant(row, 1), Optional.of(instant(row, 2)), instant(row, 3)))
                        : Optional.empty();
            }
        }
    }

    /** Finds what a network has earned. */
    public static Optional<NetworkStanding> network(Connection connection, RowKey key) throws SQLException {
        String sql = "SELECT counted, last_counted, last_seen FROM greylist_network WHERE network_key = ?";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setBytes(1, key.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new NetworkStanding(row.getInt(1), instant(row, 2), instant(row, 3)))
                        : Optional.empty();
            }
        }
    }

    /** Finds since when a triplet is pending in a generation. */
    public static Optional<Instant> pendingSince(Connection connection, Generation generation, RowKey key)
            throws SQLException {
        return GenerationTable.pendingSince(connection, generation, key);
    }

    /** The generations that are whole. */
    public static List<Generation> generations(Connection connection) throws SQLException {
        List<Generation> found = new ArrayList<>();
        String sql =
                "SELECT number, row_count, newest, block_bits, key_filter FROM greylist_generation ORDER BY number";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(new Generation(
                        row.getLong(1),
                        row.getInt(2),
                        instant(row, 3),
                        row.getInt(4),
                        KeyFilter.ofBytes(row.getBytes(5))));
            }
        }
        return found;
    }

    /**
     * Takes a segment over, and returns when it is safe on the disk.
     *
     * @param connection one that commits each statement by itself; left so
     * @param stopping whether to give up, as if the database had failed: the segment is taken over at the next start then
     * @return the generation that the segment's pending triplets became, empty when there were none
     */
    public static Optional<Generation> takeOver(Connection connection, Segment segment, BooleanSupplier stopping)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            upsertPassed(connection, segment.passed());
            upsertNetworks(connection, segment.networks());
            Optional<Generation> generation = segment.pendingCount() == 0
                    ? Optional.empty()
                    : Optional.of(GenerationTable.write(connection, segment, stopping));
            if (generation.isPresent()) {
                insertGeneration(connection, generation.get());
            }
            setCheckpoint(connection, segment.number());
            connection.commit();
            Database.makeSafe(connection);
            return generation;
        } catch (SQLException | IOException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void upsertPassed(Connection connection, Collection<JournalEntry.Passed> rows) throws SQLException {
        String sql = "MERGE INTO greylist_passed (triplet, first_seen, passed_at, last_seen, client, sender, recipient)"
                + " KEY (triplet) VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (Batch batch = new Batch(connection, sql, ROWS_A_COMMIT)) {
            for (JournalEntry.Passed row : rows) {
                GreylistEntry entry = row.entry();
                batch.add(merge -> {
                    merge.setBytes(1, row.key().bytes());
                    merge.setLong(2, entry.firstSeen().toEpochMilli());
                    merge.setLong(3, entry.passedAt().orElse(entry.lastSeen()).toEpochMilli());
                    merge.setLong(4, entry.lastSeen().toEpochMilli());
                    merge.setString(5, row.triplet().client());
                    merge.setString(6, row.triplet().sender());
                    merge.setString(7, row.triplet().recipient());
                });
            }
            batch.finish();
        }
    }

    private static void upsertNetworks(Connection connection, Collection<JournalEntry.Network> rows)
            throws SQLException {
        String sql = "MERGE INTO greylist_network (network_key, network, counted, last_counted, last_seen)"
                + " KEY (network_key) VALUES (?, ?, ?, ?, ?)";
        try (Batch batch = new Batch(connection, sql, ROWS_A_COMMIT)) {
            for (JournalEntry.Network row : rows) {
                NetworkStanding standing = row.standing();
                batch.add(merge -> {
                    merge.setBytes(1, row.key().bytes());
                    merge.setString(2, row.network());
                    merge.setInt(3, standing.counted());
                    merge.setLong(4, standing.lastCounted().toEpochMilli());
                    merge.setLong(5, standing.lastSeen().toEpochMilli());
                });
            }
            batch.finish();
        }
    }

    private static void insertGeneration(Connection connection, Generation generation) throws SQLException {
        String sql = "MERGE INTO greylist_generation (number, row_count, newest, block_bits, key_filter)"
                + " KEY (number) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement merge = Database.prepare(connection, sql)) {
            merge.setLong(1, generation.number());
            merge.setInt(2, generation.rows());
            merge.setLong(3, generation.newest().toEpochMilli());
            merge.setInt(4, generation.blockBits());
            merge.setBytes(5, generation.keys().bytes());
            merge.executeUpdate();
        }
    }

    private static void setCheckpoint(Connection connection, long segment) throws SQLException {
        try (PreparedStatement update =
                Database.prepare(connection, "UPDATE store_state SET checkpoint = ? WHERE id = 1")) {
            update.setLong(1, segment);
            update.executeUpdate();
        }
    }

    /** Drops a generation whole. */
    public static void drop(Connection connection, Generation generation) throws SQLException {
        try (PreparedStatement delete =
                        Database.prepare(connection, "DELETE FROM greylist_generation WHERE number = ?");
                Statement statement = connection.createStatement()) {
            delete.setLong(1, generation.number());
            delete.executeUpdate();
            statement.execute("DROP TABLE IF EXISTS " + generation.table());
        }
    }

    /** Drops tables that a kill left half written: those that are in no whole generation. */
    public static void dropOrphans(Connection connection, Collection<Generation> generations) throws SQLException {
        List<String> known = generations.stream().map(Generation::table).toList();
        List<String> orphans = new ArrayList<>();
        String sql = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'GREYLIST@_PENDING@_%'"
                + " ESCAPE '@'";
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    orphans.add(row.getString(1).toLowerCase(Locale.ROOT));
                }
            }
            orphans.removeAll(known);
            for (String table : orphans) {
                statement.execute("DROP TABLE " + table);
            }
        }
    }

    /** The two tables whose rows live on as long as they are used. */
    public enum LongLived {
        /** Triplets that passed. */
        PASSED("greylist_passed", "triplet"),
        /** Networks that triplets passed from. */
        NETWORKS("greylist_network", "network_key");

        private final String table;
        private final String key;

        LongLived(String table, String key) {
            this.table = table;
            this.key = key;
        }
    }

    /** How many rows a table has; does not read them. */
    public static long count(Connection connection, LongLived of) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + of.table)) {
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
     * Deletes what is too old among the next rows of a table.
     *
     * @param from where the slice begins; the key itself was in the slice before
     * @param rows how many rows the slice looks at
     * @param oldest rows last seen before this go
     */
    public static Slice age(Connection connection, LongLived of, RowKey from, int rows, Instant oldest)
            throws SQLException {
        Optional<RowKey> last = lastOfSlice(connection, of, from, rows);
        String sql = "DELETE FROM " + of.table + " WHERE " + of.key + " > ? AND last_seen < ?"
                + (last.isPresent() ? " AND " + of.key + " <= ?" : "");
        try (PreparedStatement delete = Database.prepare(connection, sql)) {
            delete.setBytes(1, from.bytes());
            delete.setLong(2, oldest.toEpochMilli());
            if (last.isPresent()) {
                delete.setBytes(3, last.get().bytes());
            }
            return new Slice(delete.executeUpdate(), last);
        }
    }

    private static Optional<RowKey> lastOfSlice(Connection connection, LongLived of, RowKey from, int rows)
            throws SQLException {
        String sql = "SELECT " + of.key + " FROM " + of.table + " WHERE " + of.key + " > ? ORDER BY " + of.key
                + " OFFSET ? ROWS FETCH FIRST 1 ROWS ONLY";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setBytes(1, from.bytes());
            query.setInt(2, rows - 1);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(RowKey.ofBytes(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** Hands over the keys of a table, in slices so that no result set holds them all. */
    public static void forEachKey(Connection connection, LongLived of, Consumer<RowKey> action) throws SQLException {
        String sql = "SELECT " + of.key + " FROM " + of.table + " WHERE " + of.key + " > ? ORDER BY " + of.key
                + " FETCH FIRST " + 10 * ROWS_A_COMMIT + " ROWS ONLY";
        RowKey from = new RowKey(0, 0);
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

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
