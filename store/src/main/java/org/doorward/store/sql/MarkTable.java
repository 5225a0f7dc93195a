package org.doorward.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.doorward.store.model.Mark;

/** Every statement on the table of marks, which is so small that it is always read whole. */
public final class MarkTable {

    /** The form of the database that has it first. */
    private static final int FORM = 4;

    private MarkTable() {}

    /** Whether a database of this form has the table. */
    static boolean in(int databaseForm) {
        return databaseForm >= FORM;
    }

    /**
     * All marks, in no order.
     *
     * @throws SQLException also when one of them is none
     */
    public static List<Mark> all(Connection connection) throws SQLException {
        List<Mark> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT source, position FROM watch_mark")) {
            while (row.next()) {
                found.add(new Mark(row.getString(1), row.getString(2)));
            }
        } catch (IllegalArgumentException e) {
            throw new SQLException("a mark's row is damaged", e);
        }
        return found;
    }

    /** Puts marks in the place of those of the same sources. Leaves it to the caller to commit. */
    static void upsert(Connection connection, Collection<Mark> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        String sql = "MERGE INTO watch_mark (source, position) KEY (source) VALUES (?, ?)";
        try (PreparedStatement merge = Database.prepare(connection, sql)) {
            for (Mark mark : marks) {
                merge.setString(1, mark.source());
                merge.setString(2, mark.position());
                merge.executeUpdate();
            }
        }
    }
}
