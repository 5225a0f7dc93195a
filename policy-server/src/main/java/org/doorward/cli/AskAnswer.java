package org.doorward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.doorward.text.Table;

/** The server's answer to {@code ask}. Unknown fields of a newer server are kept and not shown. */
record AskAnswer(JsonAnswer answer) {

    private static final List<String> COLUMNS = List.of("check", "finding", "verdict", "reason", "points", "detail");

    /** The line that Postfix would get. */
    String action() {
        return "action=" + answer.field("action");
    }

    /** Why: a few lines, and a table of each check's finding. */
    List<String> explanation() {
        List<String> lines = new ArrayList<>();
        String detail = answer.field("detail");
        lines.add("verdict: " + answer.field("verdict") + ", because " + answer.field("reason")
                + (detail.isEmpty() ? "" : " (" + detail + ")"));
        lines.add("mode: " + answer.field("mode") + ", decided in " + answer.field("took_ms") + " ms");
        lines.add("");
        lines.addAll(table().lines());
        return lines;
    }

    private Table table() {
        Table table = new Table(COLUMNS);
        for (Map<String, String> finding : answer.list("findings")) {
            table.add(COLUMNS.stream().map(column -> cell(finding, column)).toList());
        }
        return table;
    }

    private static String cell(Map<String, String> finding, String column) {
        String value = finding.getOrDefault(column, "");
        boolean observed = column.equals("check") && "true".equals(finding.get("observed"));
        return observed ? value + " (observed)" : value;
    }
}
