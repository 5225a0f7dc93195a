package org.doorward.config.settings;

import java.util.List;

/**
 * A section: the keys that stand together.
 *
 * @param name its name in brackets, or empty for the keys before the first section
 * @param meaning what it is about, in one sentence
 * @param keys its keys, in the order in which documents show them
 */
public record Section(String name, String meaning, List<Key<?>> keys) {

    /** A section of these keys. */
    public static Section of(String name, String meaning, Key<?>... keys) {
        return new Section(name, meaning, List.of(keys));
    }
}
