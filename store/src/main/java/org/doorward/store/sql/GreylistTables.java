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

    /** Puts a segment's passed triplets and networks in the place of what was known, and its pending triplets in a table. */
    static Optional<Generation> upsert(Connection connection, Segment segment, BooleanSupplier stopping)
            throws SQLException, IOException {
        upsertPassed(connection, segment.passed());
        upsertNetworks(connection, segment.networks());
        if (segment.pendingCount() == 0) {
            return Optional.empty();
        }
        Generation generation = GenerationTable.write(connection, segment, stopping);
        insertGeneration(connection, generation);
        return Optional.of(generation);
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

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
