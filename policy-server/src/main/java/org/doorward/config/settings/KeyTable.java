package org.doorward.config.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All sections with all keys, in the order in which they are shown. */
public final class KeyTable {

    private final List<Section> sections;
    private final Map<String, Key<?>> byName = new LinkedHashMap<>();
    private final Set<String> sectionNames;

    /** The first section, with an empty name, holds the keys that stand before any section. */
    public KeyTable(List<Section> sections) {
        this.sections = List.copyOf(sections);
        this.sectionNames = sections.stream().map(Section::name).collect(Collectors.toUnmodifiableSet());
        sections.stream().flatMap(section -> section.keys().stream()).forEach(this::declare);
    }

    private void declare(Key<?> key) {
        if (byName.put(key.name(), key) != null) {
            throw new IllegalArgumentException("Declared twice: " + key.name());
        }
    }

    /** The sections in their order. */
    public List<Section> sections() {
        return sections;
    }

    /** Every key, in its section's order. */
    public List<Key<?>> keys() {
        return List.copyOf(byName.values());
    }

    /** The key of this full name. */
    public Optional<Key<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether this is a section's name; the empty name is. */
    boolean isSection(String name) {
        return sectionNames.contains(name);
    }

    /** What somebody most likely meant who wrote a name that is not known: a key, or a section. */
    Optional<String> nearest(String written) {
        Optional<String> sameSpelling = inOtherSection(written);
        if (sameSpelling.isPresent()) {
            return sameSpelling;
        }
        List<String> known = Stream.concat(
                        byName.keySet().stream(), sectionNames.stream().filter(name -> !name.isEmpty()))
                .toList();
        return NearestName.of(written, known);
    }

    /** A key of exactly this simple name that stands in another section, when there is only one. */
    private Optional<String> inOtherSection(String written) {
        String simple = written.substring(written.lastIndexOf('.') + 1);
        List<String> matching = byName.values().stream()
                .filter(key -> key.simpleName().equals(simple))
                .map(Key::name)
                .toList();
        return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
    }
}
