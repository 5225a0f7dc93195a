package org.doorward.store.sql;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.RowKey;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;

/**
 * Reads the greylist's tables from end to end, for questions that no key answers. In slices, so that no result set holds a whole
 * table.
 */
public final class GreylistScan {

    private static final int ROWS_A_SLICE = 1000;

    /** Some 800 KB. */
    private static final int BLOCKS_A_SLICE = 64;

    private GreylistScan() {}

    /** Reads one row of a slice. */
    @FunctionalInterface
    private interface Reading {
        JournalEntry entry(RowKey key, ResultSet row) throws SQLException;
    }

    /**
     * Hands over the passed triplets, until told to stop.
     *
     * @param action returns whether to go on
     */
    public static void passed(Connection connection, Predicate<? super JournalEntry> action) throws SQLException {
        String sql = "SELECT triplet, first_seen, passed_at, last_seen, client, sender, recipient FROM greylist_passed"
                + " WHERE triplet > ? ORDER BY triplet FETCH FIRST " + ROWS_A_SLICE + " ROWS ONLY";
        slices(connection, sql, action, (key, row) -> {
            GreylistEntry entry = new GreylistEntry(instant(row, 2), Optional.of(instant(row, 3)), instant(row, 4));
            return new JournalEntry.Passed(
                    key, new Triplet(row.getString(5), row.getString(6), row.getString(7)), entry);
        });
    }

    /**
     * Hands over the networks, until told to stop.
     *
     * @param action returns whether to go on
     */
    public static void networks(Connection connection, Predicate<? super JournalEntry> action) throws SQLException {
        String sql = "SELECT network_key, network, counted, last_counted, last_seen FROM greylist_network"
                + " WHERE network_key > ? ORDER BY network_key FETCH FIRST " + ROWS_A_SLICE + " ROWS ONLY";
        slices(connection, sql, action, (key, row) -> {
            NetworkStanding standing = new NetworkStanding(row.getInt(3), instant(row, 4), instant(row, 5));
            return new JournalEntry.Network(key, row.getString(2), standing);
        });
    }

    private static void slices(
            Connection connection, String sql, Predicate<? super JournalEntry> action, Reading reading)
            throws SQLException {
        RowKey from = new RowKey(0, 0);
        boolean more = true;
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            while (more) {
                more = false;
                query.setBytes(1, from.bytes());
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        from = RowKey.ofBytes(row.getBytes(1));
                        more = true;
                        if (!action.test(reading.entry(from, row))) {
                            return;
                        }
                    }
                }
            }
        }
    }

    /**
     * Hands over the triplets of a generation, until told to stop.
     *
     * @param action returns whether to go on
     */
    public static void pending(Connection connection, Generation generation, Predicate<? super JournalEntry> action)
            throws SQLException {
        String sql = "SELECT content FROM " + generation.table() + " WHERE block >= ? AND block < ? ORDER BY block";
        int blocks = 1 << generation.blockBits();
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            for (int from = 0; from < blocks; from += BLOCKS_A_SLICE) {
                query.setInt(1, from);
                query.setInt(2, from + BLOCKS_A_SLICE);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        ByteBuffer content = ByteBuffer.wrap(row.getBytes(1));
                        while (content.hasRemaining()) {
                            if (!action.test(JournalEntry.read(content))) {
                                return;
                            }
                        }
                    }
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new SQLException("a block of " + generation.table() + " is damaged", e);
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
