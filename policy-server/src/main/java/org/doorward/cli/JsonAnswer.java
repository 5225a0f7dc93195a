package org.doorward.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.text.Table;

/**
 * An answer of the server's as commands show it: plain fields, lists of texts, and lists of rows, which are objects of plain
 * fields. What else there is in the JSON object is passed over.
 *
 * @param fields the plain fields, each as text
 * @param lists the lists of rows by their names
 * @param texts the lists of texts by their names
 */
record JsonAnswer(
        Map<String, String> fields, Map<String, List<Map<String, String>>> lists, Map<String, List<String>> texts) {

    /**
     * Reads an answer.
     *
     * @throws IOException when it is no JSON object
     */
    static JsonAnswer read(String body) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, List<Map<String, String>>> lists = new LinkedHashMap<>();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    readList(
                            json,
                            lists.computeIfAbsent(name, first -> new ArrayList<>()),
                            texts.computeIfAbsent(name, first -> new ArrayList<>()));
                } else if (value.isScalarValue()) {
                    fields.put(name, json.getText());
                } else if (value == JsonToken.START_OBJECT) {
                    plain(json).forEach((inner, text) -> fields.put(name + "." + inner, text));
                } else {
                    json.skipChildren();
                }
            }
        }
        return new JsonAnswer(fields, lists, texts);
    }

    /**
     * Reads an answer of the server's.
     *
     * @throws CommandFailed when it is none
     */
    static JsonAnswer understood(String body) {
        try {
            return read(body);
        } catch (IOException e) {
            throw new CommandFailed("The server's answer is not understood; is it of another version? " + body.strip());
        }
    }

    private static void readList(JsonParser json, List<Map<String, String>> rows, List<String> texts)
            throws IOException {
        for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY && item != null; item = json.nextToken()) {
            if (item == JsonToken.START_OBJECT) {
                rows.add(plain(json));
            } else if (item.isScalarValue()) {
                texts.add(json.getText());
            } else {
                json.skipChildren();
            }
        }
    }

    private static Map<String, String> plain(JsonParser json) throws IOException {
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

    /** A plain field, empty when there is none. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The plain fields of an object within the answer, empty when there is none. */
    Map<String, String> object(String name) {
        Map<String, String> inner = new LinkedHashMap<>();
        fields.forEach((field, text) -> {
            if (field.startsWith(name + ".")) {
                inner.put(field.substring(name.length() + 1), text);
            }
        });
        return inner;
    }

    /** A list of rows, empty when there is none. */
    List<Map<String, String>> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** A list of texts, empty when there is none. */
    List<String> texts(String name) {
        return texts.getOrDefault(name, List.of());
    }

    /** A list as a table: each column shows the field of its name. */
    Table table(String list, List<String> columns) {
        Table table = new Table(columns);
        for (Map<String, String> row : list(list)) {
            table.add(
                    columns.stream().map(column -> row.getOrDefault(column, "")).toList());
        }
        return table;
    }
}
