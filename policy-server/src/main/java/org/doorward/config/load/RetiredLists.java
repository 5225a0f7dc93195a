package org.doorward.config.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * DNS lists that are known to be dead, from {@code retired_lists.txt}. Some answer nothing any more and only cost time; some have come
 * to list the whole world, to be left alone at last; some belong to somebody else by now.
 */
final class RetiredLists {

    private static final String FILE = "retired_lists.txt";
    private static final Map<String, Retired> ALL = read();

    private RetiredLists() {}

    /**
     * A dead list.
     *
     * @param domain its domain; what lies below it is dead too
     * @param since the day, month or year of its end, as far as it is known
     * @param reason what became of it
     */
    record Retired(String domain, String since, String reason) {}

    /** The dead list that a zone is, or lies below. */
    static Optional<Retired> find(String zone) {
        int from = 0;
        while (from < zone.length()) {
            Retired retired = ALL.get(zone.substring(from));
            if (retired != null) {
                return Optional.of(retired);
            }
            int dot = zone.indexOf('.', from);
            from = dot < 0 ? zone.length() : dot + 1;
        }
        return Optional.empty();
    }

    /** All of them, in the order of the file. */
    static Map<String, Retired> all() {
        return ALL;
    }

    private static Map<String, Retired> read() {
        Map<String, Retired> all = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(RetiredLists.class.getResourceAsStream(FILE));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 3))
                    .forEach(words -> all.put(words[0], new Retired(words[0], words[1], words[2])));
        } catch (IOException e) {
            throw new UncheckedIOException("A resource of our own does not fail", e);
        }
        return java.util.Collections.unmodifiableMap(all);
    }
}
