package org.doorward.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.doorward.store.model.Mark;

/**
 * How far each source of log lines was read, all in memory: a source is asked for at each start of its reader, and that
 * must not depend on the database.
 *
 * <p>Any thread may ask; only the writer shows, once a mark is safe.
 */
final class Marks {

    /**
     * How many sources there may be. A host has a handful; each name that is no longer used stays, and a program that makes up
     * new names must not fill the memory.
     */
    static final int LIMIT = 64;

    private final Map<String, Mark> bySource = new ConcurrentHashMap<>();

    /** How far a source was read; empty when it never was. */
    Optional<Mark> of(String source) {
        return Optional.ofNullable(bySource.get(source));
    }

    /**
     * Whether a source may have a mark.
     *
     * @param waiting sources that will have one when this batch is written
     */
    boolean roomFor(String source, Set<String> waiting) {
        if (bySource.containsKey(source) || waiting.contains(source)) {
            return true;
        }
        long more =
                waiting.stream().filter(other -> !bySource.containsKey(other)).count();
        return bySource.size() + more < LIMIT;
    }

    /** Shows marks in the place of those of the same sources. What was kept already is shown although it is one too many. */
    void show(Collection<Mark> marks) {
        marks.forEach(mark -> bySource.put(mark.source(), mark));
    }
}
