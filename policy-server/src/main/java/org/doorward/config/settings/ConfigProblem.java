package org.doorward.config.settings;

import java.util.Comparator;

/**
 * Something in the configuration that was refused.
 *
 * @param where where it was written
 * @param key the full key that it concerns, or empty when it concerns none, as a syntax error
 * @param message what is wrong
 * @param remedy what to do about it
 */
public record ConfigProblem(Origin where, String key, String message, String remedy)
        implements Comparable<ConfigProblem> {

    private static final Comparator<ConfigProblem> ORDER = Comparator.comparing(ConfigProblem::where)
            .thenComparing(ConfigProblem::key)
            .thenComparing(ConfigProblem::message);

    @Override
    public int compareTo(ConfigProblem other) {
        return ORDER.compare(this, other);
    }

    /** One line: {@code /etc/doorward/doorward.toml:3:1: greylist.dealy: unknown key; did you mean greylist.delay?} */
    @Override
    public String toString() {
        String subject = key.isEmpty() ? "" : Quoted.plain(key) + ": ";
        return where + ": " + subject + message + "; " + remedy;
    }
}
