package org.doorward.config.settings;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tomlj.Toml;

/** Writes values as TOML. */
public final class TomlText {

    private TomlText() {}

    /** A value on one line: a {@link Given}, or what one may hold. */
    public static String of(Object value) {
        if (value instanceof Given given) {
            return of(given.value());
        }
        if (value instanceof String text) {
            return "\"" + Toml.tomlEscape(text) + "\"";
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(TomlText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> fields) {
            return fields.entrySet().stream()
                    .map(field -> name((String) field.getKey()) + " = " + of(field.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        if (value instanceof OffsetDateTime time) {
            // Its own text leaves out seconds that are zero, which TOML 1.0 does not.
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        return String.valueOf(value);
    }

    /** A simple key, in quotes where it needs them. */
    public static String name(String simpleName) {
        return Toml.joinKeyPath(List.of(simpleName));
    }
}
