package org.doorward.watch.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads an entry of {@code journalctl --output=json}: an object on one line.
 *
 * <p>A field's value is text, or an array of numbers where the bytes are not printable UTF-8, or null where it was too long for it, or an array
 * of such where the field comes several times. See systemd's "Journal JSON Format". Whether the sender is who it says:
 * see {@link JournalFields}.
 */
public final class JournalJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build();

    private JournalJson() {}

    /**
     * The entry.
     *
     * @param line the object; each character one byte, as sources give lines
     * @return empty when it is no such object, or one without a time or a message
     */
    public static Optional<LogEntry> read(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        JournalFields fields = new JournalFields();
        try (JsonParser parser = JSON.createParser(line.getBytes(StandardCharsets.ISO_8859_1))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (JournalFields.wants(name)) {
                    fields.put(name, value(parser, value));
                } else {
                    parser.skipChildren();
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? fields.entry() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> bytes(parser.getText());
            case VALUE_NUMBER_INT -> parser.getText();
            case START_ARRAY -> array(parser);
            default -> {
                parser.skipChildren();
                yield "";
            }
        };
    }

    /** Bytes, or several values, of which the first is taken. */
    private static String array(JsonParser parser) throws IOException {
        StringBuilder bytes = new StringBuilder();
        String first = "";
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                if (bytes.length() < JournalFields.VALUE_LIMIT) {
                    bytes.append((char) (parser.getIntValue() & 0xFF));
                }
            } else {
                String value = value(parser, token);
                first = first.isEmpty() ? value : first;
            }
            token = parser.nextToken();
        }
        return oneLine(first.isEmpty() ? bytes.toString() : first);
    }

    /** Text as the bytes it was written in, for so it stands in a file. */
    private static String bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, JournalFields.VALUE_LIMIT);
        return oneLine(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    /** An entry is a line, whatever the sender has put into it. */
    static String oneLine(String text) {
        return text.indexOf('\n') < 0 ? text : text.replace('\n', ' ');
    }
}
