package org.doorward.config.load;

import java.util.Set;
import java.util.TreeSet;
import org.doorward.config.settings.Key;

/** Finds what a reload cannot apply: what sockets, buffers and the database were made with. */
public final class RestartNeeded {

    private RestartNeeded() {}

    /**
     * The keys that differ and count only after a restart, in alphabetical order; empty when all can be applied.
     *
     * @param started what the process started with, for that is what its sockets and its database still have
     * @param changed what is to be in force from now on
     */
    public static Set<String> between(LoadResult.Loaded started, LoadResult.Loaded changed) {
        Set<String> keys = new TreeSet<>();
        for (Key<?> key : Keys.TABLE.keys()) {
            if (key.is(Key.Trait.NEEDS_RESTART) && !value(key, started).equals(value(key, changed))) {
                keys.add(key.name());
            }
        }
        return keys;
    }

    /** The directory that was chosen counts, not the key, which mostly leaves the choice open. */
    private static Object value(Key<?> key, LoadResult.Loaded loaded) {
        return key.equals(MainKeys.STATE_DIR)
                ? loaded.stateDirectory().path()
                : loaded.settings().get(key);
    }
}
