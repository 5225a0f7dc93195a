package org.doorward.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document as maps, lists and texts; numbers and truths are texts as they stand there. */
final class JsonTree {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTree() {}

    /** Reads a document. */
    static Object read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** What stands at a path of names in an object; an empty map where nothing does. */
    static Object at(Object object, String... path) {
        Object found = object;
        for (String name : path) {
            Object inside = found instanceof Map<?, ?> map ? map.get(name) : null;
            found = inside == null ? Map.of() : inside;
        }
        return found;
    }

    /** The same, which must be an object. */
    static Map<?, ?> map(Object object, String... path) {
        return (Map<?, ?>) at(object, path);
    }

    /** The same, which must be a list; empty where nothing is. */
    static List<?> list(Object object, String... path) {
        Object found = at(object, path);
        return found.equals(Map.of()) ? List.of() : (List<?>) found;
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, value(parser));
            }
            return fields;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(parser));
            }
            return values;
        }
        return String.valueOf(parser.getText());
    }
}
