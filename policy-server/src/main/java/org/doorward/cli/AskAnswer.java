package org.doorward.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The server's answer to {@code ask}, as the fields of its JSON. Unknown ones of a newer server are kept and not shown.
 *
 * @param fields the plain fields
 * @param findings the fields of each check's finding, in the order of the checks
 */
record AskAnswer(Map<String, String> fields, List<Map<String, String>> findings) {

    private static final String[] COLUMNS = {"check", "finding", "verdict", "reason", "points", "detail"};

    /**
     * Reads the answer.
     *
     * @throws IOException when it is none
     */
    static AskAnswer read(String body) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        List<Map<String, String>> findings = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY && name.equals("findings")) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        findings.add(readPlain(json));
                    }
                } else if (json.currentToken().isScalarValue()) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
        return new AskAnswer(fields, findings);
    }

    private static Map<String, String> readPlain(JsonParser json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken().isScalarValue()) {
                fields.put(name, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    /** The line that Postfix would get. */
    String action() {
        return "action=" + field("action");
    }

    /** Why: a few lines, and a table of each check's finding. */
    List<String> explanation() {
        List<String> lines = new ArrayList<>();
        lines.add("verdict: " + field("verdict") + ", because " + field("reason")
                + (field("detail").isEmpty() ? "" : " (" + field("detail") + ")"));
        lines.add("mode: " + field("mode") + ", decided in " + field("took_ms") + " ms");
        lines.add("");
        lines.addAll(table());
        return lines;
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(COLUMNS));
        for (Map<String, String> finding : findings) {
            rows.add(List.of(COLUMNS).stream()
                    .map(column -> cell(finding, column))
                    .toList());
        }
        int[] widths = new int[COLUMNS.length];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String cell(Map<String, String> finding, String column) {
        String value = finding.getOrDefault(column, "");
        boolean observed = column.equals("check") && "true".equals(finding.get("observed"));
        return observed ? value + " (observed)" : value;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String value = row.get(column);
            line.append(value).append(" ".repeat(widths[column] - value.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
