package org.doorward.store.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;

/**
 * The table of one generation: its triplets in blocks of a hundred or so, in the order of their keys.
 *
 * <p>A row of its own for each triplet would cost the flood that makes them more than all else: two trees to keep, and five
 * objects a row for the garbage collector. The keys are hashes, so their upper bits deal them evenly into blocks and say in
 * which one to look. A block holds its triplets as the journal writes them.
 */
final class GenerationTable {

    /** About 12 KB: what a look-up reads, and less than a page of the database's that is split. */
    private static final int TRIPLETS_A_BLOCK = 128;

    /** What is not committed yet is in the database's undo log, and so in its file, a second time. */
    private static final int BLOCKS_A_COMMIT = 50;

    private final Connection connection;
    private final PreparedStatement insert;
    private final BooleanSupplier stopping;
    private final int blockBits;
    private final ByteBuffer triplet = ByteBuffer.allocate(JournalEntry.TRIPLET_LIMIT);
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int block;
    private int written;
    private Instant newest = Instant.EPOCH;

    private GenerationTable(Connection connection, PreparedStatement insert, int blockBits, BooleanSupplier stopping) {
        this.connection = connection;
        this.insert = insert;
        this.blockBits = blockBits;
        this.stopping = stopping;
    }

    /**
     * Writes a segment's pending triplets into a new table.
     *
     * @param connection one that does not commit by itself
     * @param stopping whether to give up, as if the database had failed
     */
    static Generation write(Connection connection, Segment segment, BooleanSupplier stopping)
            throws SQLException, IOException {
        String table = Generation.table(segment.number());
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + table);
            statement.execute("CREATE TABLE " + table
                    + " (block INTEGER NOT NULL PRIMARY KEY, content VARBINARY(16777216) NOT NULL)");
        }
        int bits = blockBits(segment.pendingCount());
        try (PreparedStatement insert =
                Database.prepare(connection, "INSERT INTO " + table + " (block, content) VALUES (?, ?)")) {
            GenerationTable made = new GenerationTable(connection, insert, bits, stopping);
            segment.forEachPendingInKeyOrder(made::add);
            made.endBlock();
            connection.commit();
            return new Generation(segment.number(), segment.pendingCount(), made.newest, bits, segment.pendingFilter());
        }
    }

    private static int blockBits(int triplets) {
        int bits = 0;
        while (triplets >> bits > TRIPLETS_A_BLOCK) {
            bits++;
        }
        return bits;
    }

    private void add(JournalEntry.Pending row) throws SQLException {
        if (stopping.getAsBoolean()) {
            throw new SQLException("the store is closing");
        }
        int its = block(row.key(), blockBits);
        if (its != block) {
            endBlock();
            block = its;
        }
        newest = row.firstSeen().isAfter(newest) ? row.firstSeen() : newest;
        JournalEntry.write(row, triplet.clear());
        content.write(triplet.array(), 0, triplet.position());
    }

    private void endBlock() throws SQLException {
        if (content.size() == 0) {
            return;
        }
        insert.setInt(1, block);
        insert.setBytes(2, content.toByteArray());
        insert.executeUpdate();
        content.reset();
        written++;
        if (written % BLOCKS_A_COMMIT == 0) {
            connection.commit();
        }
    }

    /** The block of a key: its upper bits. */
    private static int block(RowKey key, int bits) {
        return bits == 0 ? 0 : (int) (key.high() >>> (Long.SIZE - bits));
    }

    /** Finds since when a triplet is pending in a generation. */
    static Optional<Instant> pendingSince(Connection connection, Generation generation, RowKey key)
            throws SQLException {
        String sql = "SELECT content FROM " + generation.table() + " WHERE block = ?";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setInt(1, block(key, generation.blockBits()));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? JournalEntry.pendingSince(ByteBuffer.wrap(row.getBytes(1)), key) : Optional.empty();
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new SQLException("a block of " + generation.table() + " is damaged", e);
        }
    }
}
