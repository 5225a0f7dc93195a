package org.doorward.config.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Turns what the TOML parser returns into {@link Given} values; only this class and its callers know the parser. */
final class TomlTree {

    /**
     * Without the source's comments and blanks, for which we have no use: keeping them makes tomlj 2.2.0 fail an assertion of
     * its own on some malformed section lines.
     */
    static final TomlParseOptions PARSING = TomlParseOptions.sourceless();

    private final Function<TomlPosition, Origin> origins;

    /** Positions of the parser become origins by this function. */
    TomlTree(Function<TomlPosition, Origin> origins) {
        this.origins = origins;
    }

    /** A value with all that it holds. */
    Given given(String key, Object value, Origin origin) {
        if (value instanceof TomlTable table) {
            return new Given(key, fields(key, table, origin), origin);
        }
        if (value instanceof TomlArray array) {
            return new Given(key, items(key, array, origin), origin);
        }
        return new Given(key, value, origin);
    }

    private Map<String, Given> fields(String parent, TomlTable table, Origin around) {
        Map<String, Given> fields = new LinkedHashMap<>();
        for (String name : table.keySet()) {
            List<String> path = List.of(name);
            String written = Toml.joinKeyPath(path);
            String key = parent.isEmpty() ? written : parent + "." + written;
            Object value = Objects.requireNonNull(table.get(path));
            fields.put(name, given(key, value, origin(table.inputPositionOf(path), around)));
        }
        return fields;
    }

    private List<Given> items(String key, TomlArray array, Origin around) {
        List<Given> items = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            Origin origin = origin(array.inputPositionOf(index), around);
            items.add(given(key + "[" + index + "]", array.get(index), origin));
        }
        return items;
    }

    private Origin origin(@Nullable TomlPosition position, Origin around) {
        return position == null ? around : origins.apply(position);
    }
}
