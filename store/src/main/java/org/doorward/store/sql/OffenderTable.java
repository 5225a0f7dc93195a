package org.doorward.store.sql;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.OffenderForm;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * Every statement on the table of offenders. A row is the whole state as {@link OffenderForm} writes it, with beside it what
 * rows are looked for by.
 */
public final class OffenderTable {

    private static final int ROWS_A_COMMIT = 1000;

    /** So that a look through many networks holds few of them at once. */
    private static final int ROWS_A_SLICE = 1000;

    private OffenderTable() {}

    /** Finds an offender. */
    public static Optional<Offender> find(Connection connection, RowKey key) throws SQLException {
        try (PreparedStatement query =
                Database.prepare(connection, "SELECT state FROM offender WHERE offender_key = ?")) {
            query.setBytes(1, key.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(offender(row)) : Optional.empty();
            }
        }
    }

    /**
     * The offenders within a network, in the order of their addresses.
     *
     * @param limit how many at most
     */
    public static List<Offender> within(Connection connection, Cidr network, int limit) throws SQLException {
        List<Offender> found = new ArrayList<>();
        String sql = "SELECT state FROM offender WHERE address >= ? AND address <= ? AND prefix >= ?"
                + " ORDER BY address, prefix FETCH FIRST ? ROWS ONLY";
        try (PreparedStatement query = Database.prepare(connection, sql)) {
            query.setBytes(1, address(network.address()));
            query.setBytes(2, address(network.last()));
            query.setInt(3, network.prefix());
            query.setInt(4, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(offender(row));
                }
            }
        }
        return found;
    }

    /** Hands over the offenders whose latest ban ends after a moment. */
    public static void forEachBanned(Connection connection, Instant now, Consumer<Offender> action)
            throws SQLException {
        String sql = "SELECT ban_end, offender_key, state FROM offender WHERE ban_end >= ? AND (ban_end > ? OR"
                + " offender_key > ?) ORDER BY ban_end, offender_key FETCH FIRST " + ROWS_A_SLICE + " ROWS ONLY";
        long end = now.toEpochMilli();
        byte[] key = new RowKey(-1, -1).bytes();
        boolean more = true;
        while (more) {
            more = false;
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setLong(1, end);
                query.setLong(2, end);
                query.setBytes(3, key);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        end = row.getLong(1);
                        key = row.getBytes(2);
                        action.accept(offender(row));
                        more = true;
                    }
                }
            }
        }
    }

    private static Offender offender(ResultSet row) throws SQLException {
        try {
            return OffenderForm.read(row.getBytes("state"));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new SQLException("an offender's row is damaged", e);
        }
    }

    /** Puts a segment's offenders in the place of what was known of them. */
    static void upsert(Connection connection, Segment segment, BooleanSupplier stopping)
            throws SQLException, IOException {
        String sql = "MERGE INTO offender (offender_key, network, address, prefix, last_offence, ban_end, state)"
                + " KEY (offender_key) VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (Batch batch = new Batch(connection, sql, ROWS_A_COMMIT)) {
            segment.<SQLException>forEachOffender(segment.offenderPositions(), row -> {
                if (stopping.getAsBoolean()) {
                    throw new SQLException("the store is closing");
                }
                batch.add(merge -> set(merge, row));
            });
            batch.finish();
        }
    }

    private static void set(PreparedStatement merge, JournalEntry.Blamed row) throws SQLException {
        Offender offender = row.offender();
        Cidr network = offender.network().cidr();
        merge.setBytes(1, row.key().bytes());
        merge.setString(2, network.toString());
        merge.setBytes(3, address(network.address()));
        merge.setInt(4, network.prefix());
        merge.setLong(
                5, latest(offender.vectors().stream().map(VectorStanding::last).toList()));
        merge.setLong(6, latest(offender.bans().stream().map(Ban::end).toList()));
        merge.setBytes(7, OffenderForm.bytes(offender));
    }

    private static long latest(List<Instant> moments) {
        return moments.stream()
                .max(Comparator.naturalOrder())
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }

    /** The family first, so that IPv4 and IPv6 stand apart and each in order. */
    private static byte[] address(IpAddress address) {
        byte[] bytes = address.bytes();
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) (address.isV6() ? 6 : 4))
                .put(bytes)
                .array();
    }
}
