package org.doorward.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table that the play prints, read as a person reads it: columns begin where their names do, rows end at blank lines, and a cell may go on in the
 * next line.
 */
final class PlayTable {

    private static final List<String> COLUMNS =
            List.of("who", "Postfix answered", "Doorward decided, and why", "packets", "may come back");

    /**
     * A row, its cells without blanks, for a word may be broken at a line's end.
     *
     * @param who the actor and the address
     * @param answered what Postfix said
     * @param decided what Doorward decided, and why
     * @param packets whether they arrive
     * @param back when the actor may come back
     * @param judged the play's own word on the row
     */
    record Row(String who, String answered, String decided, String packets, String back, String judged) {}

    private PlayTable() {}

    /** Reads the rows, but for what the play says of wrong ones. */
    static List<Row> read(String printed) {
        List<String> lines =
                printed.lines().filter(line -> !line.startsWith("    WRONG: ")).toList();
        String names = lines.stream()
                .filter(line -> COLUMNS.stream().allMatch(line::contains))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no table: " + printed));
        List<Integer> starts =
                new ArrayList<>(COLUMNS.stream().map(names::indexOf).toList());
        // The last column has no name: it stands two blanks behind the widest cell, which is as wide as the play says.
        starts.add(starts.get(4) + 18);
        List<Row> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        for (String line : lines.subList(lines.indexOf(names) + 2, lines.size())) {
            if (line.isBlank()) {
                rows.add(row(row, starts));
                row.clear();
            } else {
                row.add(line);
            }
        }
        return rows;
    }

    private static Row row(List<String> lines, List<Integer> starts) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < starts.size(); column++) {
            int from = starts.get(column);
            int to = column + 1 < starts.size() ? starts.get(column + 1) : Integer.MAX_VALUE;
            cells.add(lines.stream().map(line -> part(line, from, to)).collect(Collectors.joining()));
        }
        return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
    }

    private static String part(String line, int from, int to) {
        return line.length() <= from
                ? ""
                : line.substring(from, Math.min(to, line.length())).replace(" ", "");
    }
}
