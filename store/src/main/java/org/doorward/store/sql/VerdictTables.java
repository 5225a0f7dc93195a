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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;

/** Every statement on the tables of verdicts. All writing may be repeated. */
public final class VerdictTables {

    /** How many verdicts a block holds. */
    public static final int VERDICTS_A_BLOCK = VerdictBlock.VERDICTS;

    private VerdictTables() {}

    /** The generations, oldest first. Drops tables that belong to none, which a kill may leave. */
    public static List<VerdictGeneration> generations(Connection connection) throws SQLException {
        List<VerdictGeneration> found = new ArrayList<>();
        String sql = "SELECT number, series, row_count, began, newest FROM verdict_generation ORDER BY number";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(new VerdictGeneration(
                        row.getLong(1),
                        VerdictSeries.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        row.getInt(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5))));
            }
        }
        dropOrphans(connection, found);
        return found;
    }

    private static void dropOrphans(Connection connection, Collection<VerdictGeneration> known) throws SQLException {
        Set<String> orphans = new HashSet<>();
        String sql =
                "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'VERDICT@_BLOCK@_%' ESCAPE '@'"
                        + " OR table_name LIKE 'VERDICT@_KEYS@_%' ESCAPE '@'";
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    orphans.add(row.getString(1).toLowerCase(Locale.ROOT));
                }
            }
            for (VerdictGeneration generation : known) {
                orphans.remove(generation.blockTable());
                orphans.remove(generation.keyTable());
            }
            for (String table : orphans) {
                statement.execute("DROP TABLE " + table);
            }
        }
    }

    /** Makes a generation's tables. It is not known until its first {@link #write}. */
    public static void create(Connection connection, VerdictGeneration generation) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + generation.blockTable()
                    + " (block INTEGER NOT NULL PRIMARY KEY, content VARBINARY(16777216) NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + generation.keyTable()
                    + " (block INTEGER NOT NULL PRIMARY KEY, keys VARBINARY(16777216) NOT NULL)");
        }
    }

    /** The number that a generation's next block has. */
    public static int nextBlock(Connection connection, VerdictGeneration generation) throws SQLException {
        String sql = "SELECT COALESCE(MAX(block) + 1, 0) FROM " + generation.blockTable();
        try (PreparedStatement query = Database.prepare(connection, sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /**
     * Writes blocks, and what the generation holds with them, in one transaction.
     *
     * @param connection one that commits each statement by itself; left so
     * @param generation with the counts that it then has
     * @param first the number of the first block
     * @param blocks one behind the other; a block that is there already is overwritten
     * @param hash makes keys
     */
    public static void write(
            Connection connection,
            VerdictGeneration generation,
            int first,
            List<List<VerdictRecord>> blocks,
            KeyHash hash)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            for (int i = 0; i < blocks.size(); i++) {
                merge(connection, generation.blockTable(), "content", first + i, VerdictBlock.write(blocks.get(i)));
                merge(connection, generation.keyTable(), "keys", first + i, VerdictKeys.write(blocks.get(i), hash));
            }
            mergeGeneration(connection, generation);
            connection.commit();
        } catch (SQLException | IOException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void merge(Connection connection, String table, String column, int block, byte[] bytes)
            throws SQLException {
        String sql = "MERGE INTO " + table + " (block, " + column + ") KEY (block) VALUES (?, ?)";
        try (PreparedStatement merge = Database.prepare(connection, sql)) {
            merge.setInt(1, block);
            merge.setBytes(2, bytes);
            merge.executeUpdate();
        }
    }

    private static void mergeGeneration(Connection connection, VerdictGeneration generation) throws SQLException {
        String sql = "MERGE INTO verdict_generation (number, series, row_count, began, newest) KEY (number)"
                + " VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement merge = Database.prepare(connection, sql)) {
            merge.setLong(1, generation.number());
            merge.setString(2, generation.series().label());
            merge.setInt(3, generation.rows());
            merge.setLong(4, generation.began().toEpochMilli());
            merge.setLong(5, generation.newest().toEpochMilli());
            merge.executeUpdate();
        }
    }

    /** Drops a generation whole. */
    public static void drop(Connection connection, VerdictGeneration generation) throws SQLException {
        try (PreparedStatement delete =
                        Database.prepare(connection, "DELETE FROM verdict_generation WHERE number = ?");
                Statement statement = connection.createStatement()) {
            delete.setLong(1, generation.number());
            delete.executeUpdate();
            statement.execute("DROP TABLE IF EXISTS " + generation.blockTable());
            statement.execute("DROP TABLE IF EXISTS " + generation.keyTable());
        }
    }

    /**
     * Finds the latest verdicts of a generation on a subject.
     *
     * @param limit the most that are handed over
     * @param found is given each, the latest first
     * @return how many those were
     */
    public static int latest(
            Connection connection,
            VerdictGeneration generation,
            Subject subject,
            KeyHash hash,
            int limit,
            Consumer<VerdictRecord> found)
            throws SQLException, IOException {
        int left = limit;
        for (int block : blocksThatMayHold(connection, generation, VerdictKeys.of(subject, hash))) {
            List<VerdictRecord> verdicts = block(connection, generation, block);
            for (int i = verdicts.size() - 1; i >= 0 && left > 0; i--) {
                if (subject.concerns(verdicts.get(i))) {
                    found.accept(verdicts.get(i));
                    left--;
                }
            }
            if (left == 0) {
                break;
            }
        }
        return limit - left;
    }

    /** Latest first. */
    private static List<Integer> blocksThatMayHold(
            Connection connection, VerdictGeneration generation, VerdictKeys.Sought sought) throws SQLException {
        List<Integer> blocks = new ArrayList<>();
        String sql = "SELECT block, keys FROM " + generation.keyTable() + " ORDER BY block DESC";
        try (PreparedStatement query = Database.prepare(connection, sql);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                if (VerdictKeys.mayHold(row.getBytes(2), sought)) {
                    blocks.add(row.getInt(1));
                }
            }
        }
        return blocks;
    }

    private static List<VerdictRecord> block(Connection connection, VerdictGeneration generation, int block)
            throws SQLException, IOException {
        String sql = "SELECT content FROM " + generation.blockTable() + " WHERE block = ?";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setInt(1, block);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? VerdictBlock.read(row.getBytes(1)) : List.of();
            }
        }
    }
}
