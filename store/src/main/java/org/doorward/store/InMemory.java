package org.doorward.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.Segment;
import org.doorward.store.model.StoreException;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.MarkTable;
import org.doorward.store.sql.OffenderTable;

/**
 * What is held in memory whole, so that nobody who asks for it ever waits.
 *
 * @param bans the bans that stand
 * @param marks how far each source of log lines was read
 */
record InMemory(StandingBans bans, Marks marks) {

    /**
     * Reads all of it at the start: first as the database has it, then as the journal does, which is newer, the oldest segment
     * first.
     *
     * @param bans holds none yet
     * @throws StoreException when the database's tables cannot be read
     * @throws IOException when the journal cannot be read
     */
    static InMemory read(Database database, Journal journal, StandingBans bans, Instant now)
            throws StoreException, IOException {
        Marks marks = new Marks();
        try (Connection connection = database.connect()) {
            OffenderTable.forEachBanned(connection, now, offender -> bans.show(offender, now));
            marks.show(MarkTable.all(connection));
        } catch (SQLException e) {
            throw StoreException.damaged(
                    "the database opens, but its bans or its marks cannot be read: " + e.getMessage(), e);
        }
        List<Segment> segments = new ArrayList<>(journal.sealed());
        segments.add(journal.current());
        for (Segment segment : segments) {
            segment.<RuntimeException>forEachOffender(
                    segment.offenderPositions(), row -> bans.show(row.offender(), now));
            marks.show(segment.marks());
        }
        return new InMemory(bans, marks);
    }
}
