package org.doorward.text;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells as aligned lines of text, columns two blanks apart. */
public final class Table {

    private static final int GAP = 2;

    private final int columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table that begins with the names of its columns. */
    public Table(List<String> names) {
        columns = names.size();
        rows.add(List.copyOf(names));
    }

    /** Adds a row; it has as many cells as there are columns. */
    public void add(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException(cells + " in a table of " + columns);
        }
        rows.add(List.copyOf(cells));
    }

    /** The lines, without blanks at their ends. */
    public List<String> lines() {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String value = row.get(column);
            line.append(value).append(" ".repeat(widths[column] - value.length() + GAP));
        }
        return line.toString().stripTrailing();
    }
}
