package org.doorward.config.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what was given, layer upon layer: the later value of a key counts, but for keys whose type
 * {@linkplain ValueType#gathers() gathers}. Used once, in one thread.
 */
public final class Layers {

    private final KeyTable table;
    private final Problems problems;
    private final Map<String, Given> given = new HashMap<>();
    private boolean wellFormed = true;

    /** Values are for these keys; what is wrong is noted in the problems. */
    public Layers(KeyTable table, Problems problems) {
        this.table = table;
        this.problems = problems;
    }

    /** Adds a file; one that cannot be read is a problem. */
    public void addFile(Path file) {
        new TomlFile(file, problems).read().ifPresentOrElse(this::addContent, () -> wellFormed = false);
    }

    private void addContent(TomlFile.Content content) {
        wellFormed &= content.wellFormed();
        content.root().fields().values().forEach(value -> add(value, !content.wellFormed()));
    }

    /** Adds the secrets that the environment holds; an empty variable counts as none. */
    public void addEnvironment(Map<String, String> environment) {
        for (Key<?> key : table.keys()) {
            String variable = key.environmentVariable();
            String value = environment.getOrDefault(variable, "");
            if (key.is(Key.Trait.SECRET) && !value.isEmpty()) {
                put(key, new Given(key.name(), value, new Origin.Environment(variable)));
            }
        }
    }

    /** Adds an override of the command line, {@code key=value}. */
    public void addOverride(String argument) {
        new CommandLineOverride(problems).read(argument).ifPresent(value -> add(value, false));
    }

    /**
     * Whether every file's syntax was right. Where it was not, a key may be missing that was written, and what depends on
     * several keys cannot be judged.
     */
    public boolean wellFormed() {
        return wellFormed;
    }

    /** All that was gathered, understood. */
    public Settings settings() {
        return new Settings(table, given, problems);
    }

    /**
     * Sorts a value in under its key.
     *
     * @param stray whether an unknown key without a section may belong to a section whose own line is broken; such a key is
     *     no problem of its own
     */
    private void add(Given value, boolean stray) {
        var key = table.find(value.key());
        if (key.isPresent()) {
            put(key.get(), value);
        } else if (!table.isSection(value.key())) {
            if (!stray || value.value() instanceof Map) {
                unknown(value);
            }
        } else if (value.value() instanceof Map) {
            value.fields().values().forEach(field -> add(field, false));
        } else {
            String remedy = "write [" + value.key() + "] and its keys on the lines below";
            problems.add(value, "found " + value.found() + " instead of a section", remedy);
        }
    }

    private void unknown(Given value) {
        String remedy = table.nearest(value.key())
                .map(name -> "did you mean " + name + "?")
                .orElse("doorward check-config lists all keys");
        problems.add(value, "unknown key", remedy);
    }

    private void put(Key<?> key, Given value) {
        if (key.type().gathers()) {
            given.merge(key.name(), value, Layers::joined);
        } else {
            given.put(key.name(), value);
        }
    }

    private static Given joined(Given before, Given value) {
        List<Given> items = new ArrayList<>(before.items());
        items.addAll(value.items());
        return new Given(value.key(), List.copyOf(items), value.origin());
    }
}
