package org.doorward.config.settings;

import java.util.List;
import java.util.TreeSet;

/** Collects every problem of a configuration, so that all are reported together. Not thread-safe. */
public final class Problems {

    private final TreeSet<ConfigProblem> found = new TreeSet<>();

    /** Notes a problem with a value. */
    public void add(Given given, String message, String remedy) {
        add(given.origin(), given.key(), message, remedy);
    }

    /**
     * Notes a problem.
     *
     * @param key the key it concerns, or empty
     */
    public void add(Origin where, String key, String message, String remedy) {
        found.add(new ConfigProblem(where, key, message, remedy));
    }

    /** Whether nothing was wrong. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All problems, by file, line and column. */
    public List<ConfigProblem> all() {
        return List.copyOf(found);
    }
}
