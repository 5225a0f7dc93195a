package org.doorward.config.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Every key's value. Immutable. */
public final class Settings {

    private final Map<String, Given> given;
    private final Map<String, Object> understood = new HashMap<>();

    /** Understands all that was given; what is refused is noted, and its key is left at its default meanwhile. */
    Settings(KeyTable table, Map<String, Given> given, Problems problems) {
        this.given = Map.copyOf(given);
        table.keys().forEach(key -> understand(key, problems));
    }

    private <T> void understand(Key<T> key, Problems problems) {
        Optional<T> value = Optional.ofNullable(given.get(key.name()))
                .flatMap(each -> key.type().read(each, problems));
        understood.put(key.name(), value.isPresent() ? value.get() : key.defaultResult());
    }

    /** The value of a key. */
    @SuppressWarnings("unchecked") // understand() put it there as this key's own type.
    public <T> T get(Key<T> key) {
        return (T) Objects.requireNonNull(understood.get(key.name()));
    }

    /** The value of a key as it was written, or its default. */
    public Given given(Key<?> key) {
        Given written = given.get(key.name());
        return written == null ? key.givenDefault() : written;
    }

    /** Whether a key has its default's value, whether or not somebody wrote it. */
    public boolean isDefault(Key<?> key) {
        return get(key).equals(key.defaultResult());
    }
}
