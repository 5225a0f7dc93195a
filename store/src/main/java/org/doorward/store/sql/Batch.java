package org.doorward.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Many rows through one statement, committed every so many rows. */
final class Batch implements AutoCloseable {

    private static final int ROWS_A_ROUND = 250;

    private final Connection connection;
    private final PreparedStatement statement;
    private final int rowsACommit;
    private int rows;

    Batch(Connection connection, String sql, int rowsACommit) throws SQLException {
        this.connection = connection;
        this.statement = Database.prepare(connection, sql);
        this.rowsACommit = rowsACommit;
    }

    /** Sets one row's parameters. */
    @FunctionalInterface
    interface Row {
        void set(PreparedStatement statement) throws SQLException;
    }

    /** Adds a row. */
    void add(Row row) throws SQLException {
        row.set(statement);
        statement.addBatch();
        rows++;
        if (rows % ROWS_A_ROUND == 0) {
            statement.executeBatch();
        }
        if (rows % rowsACommit == 0) {
            connection.commit();
        }
    }

    /** Sends the rest. */
    void finish() throws SQLException {
        if (rows % ROWS_A_ROUND != 0) {
            statement.executeBatch();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
