package org.doorward.config.settings;

import java.time.temporal.Temporal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as it was written, not yet understood.
 *
 * @param key its full key, such as {@code greylist.delay} or {@code exempt.networks[1]}
 * @param value a String, Long, Double, Boolean or date of {@code java.time}; a {@code List<Given>}; or a
 *     {@code Map<String, Given>} in the order of writing
 * @param origin where it was written
 */
public record Given(String key, Object value, Origin origin) {

    /** The items of a list; a value that is no list is its own only item. */
    public List<Given> items() {
        return value instanceof List<?> list
                ? list.stream().map(Given.class::cast).toList()
                : List.of(this);
    }

    /** The values of a table by their simple names; empty when this is no table. */
    public Map<String, Given> fields() {
        if (!(value instanceof Map<?, ?> map)) {
            return Map.of();
        }
        Map<String, Given> fields = new LinkedHashMap<>();
        map.forEach((name, field) -> fields.put((String) name, (Given) field));
        return fields;
    }

    /** What this is, as a message says it. */
    String found() {
        if (value instanceof String text) {
            return "the text " + Quoted.of(text);
        }
        if (value instanceof Long || value instanceof Double) {
            return "the number " + value;
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof Map) {
            return "a table";
        }
        return value instanceof Temporal ? "the date or time " + value : String.valueOf(value);
    }
}
