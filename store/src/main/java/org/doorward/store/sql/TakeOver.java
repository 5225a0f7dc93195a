package org.doorward.store.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.doorward.store.intake.Segment;

/** Takes a segment of the journal into the tables. All of it may be repeated: a row that is there already is overwritten. */
public final class TakeOver {

    private TakeOver() {}

    /**
     * Takes a segment over, and returns when it is safe on the disk.
     *
     * @param connection one that commits each statement by itself; left so
     * @param stopping whether to give up, as if the database had failed: the segment is taken over at the next start then
     * @return the generation that the segment's pending triplets became, empty when there were none
     */
    public static Optional<Generation> of(Connection connection, Segment segment, BooleanSupplier stopping)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            OffenderTable.upsert(connection, segment, stopping);
            Optional<Generation> generation = GreylistTables.upsert(connection, segment, stopping);
            MarkTable.upsert(connection, segment.marks());
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

    private static void setCheckpoint(Connection connection, long segment) throws SQLException {
        try (PreparedStatement update =
                Database.prepare(connection, "UPDATE store_state SET checkpoint = ? WHERE id = 1")) {
            update.setLong(1, segment);
            update.executeUpdate();
        }
    }
}
