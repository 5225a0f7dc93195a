package org.doorward.config.load;

import java.util.List;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.KeyTable;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.TomlText;

/**
 * The configuration that counts, each key with the place where it was written. Immutable.
 *
 * @see #toToml()
 */
public final class Effective {

    private final KeyTable table;
    private final Settings settings;

    Effective(KeyTable table, Settings settings) {
        this.table = table;
        this.settings = settings;
    }

    /**
     * The configuration as TOML that reads back to the same one, but for secrets, which stay out. Behind each value stands
     * {@code # default} where it has its default's value, else where it was written.
     */
    public String toToml() {
        StringBuilder toml = new StringBuilder();
        table.sections().forEach(section -> write(section, toml));
        return toml.toString();
    }

    /**
     * One key as it counts, and where it was written: {@code greylist.delay = "3m"  # default}.
     *
     * @param name its full name
     * @throws IllegalArgumentException when there is no such key
     */
    public String line(String name) {
        Key<?> key = table.find(name).orElseThrow(() -> new IllegalArgumentException("no key " + name));
        Given given = settings.given(key);
        if (key.type().gathers()) {
            return "[[" + name + "]]  # " + given.items().size() + " of them";
        }
        StringBuilder line = new StringBuilder();
        line(name, given, settings.isDefault(key) ? new Origin.Default() : given.origin(), line);
        return line.toString();
    }

    private void write(Section section, StringBuilder toml) {
        if (!section.name().isEmpty()) {
            toml.append("\n[").append(section.name()).append("]\n");
        }
        section.keys().stream().filter(key -> !key.type().gathers()).forEach(key -> writeValue(key, toml));
        // Tables last: in TOML, a plain key below them would belong to them.
        section.keys().stream().filter(key -> key.type().gathers()).forEach(key -> writeTables(key, toml));
    }

    private void writeValue(Key<?> key, StringBuilder toml) {
        Given given = settings.given(key);
        if (key.is(Key.Trait.SECRET) && !settings.isDefault(key)) {
            toml.append("# ")
                    .append(key.simpleName())
                    .append(" is not shown  # ")
                    .append(given.origin());
        } else {
            line(key.simpleName(), given, settings.isDefault(key) ? new Origin.Default() : given.origin(), toml);
        }
        toml.append('\n');
    }

    private void writeTables(Key<?> key, StringBuilder toml) {
        List<Given> tables = settings.given(key).items();
        if (tables.isEmpty()) {
            toml.append("# no [[").append(key.name()).append("]]  # default\n");
        }
        for (Given entry : tables) {
            toml.append("\n[[").append(key.name()).append("]]  # ").append(entry.origin());
            entry.fields()
                    .forEach((name, field) ->
                            toml.append('\n').append(name).append(" = ").append(TomlText.of(field)));
            toml.append('\n');
        }
    }

    private static void line(String name, Given given, Origin origin, StringBuilder toml) {
        toml.append(name)
                .append(" = ")
                .append(TomlText.of(given))
                .append("  # ")
                .append(origin);
    }
}
