package org.doorward.config.settings;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One key of the configuration, declared once: binder, shipped file, documents and {@code check-config} all follow this.
 *
 * @param name its full name, such as {@code greylist.delay}
 * @param type what its value must be
 * @param defaultValue the default as it would be written: a String, Long, Double, Boolean, or a List of Strings
 * @param meaning what it is, in one sentence without its full stop
 * @param reason why the default, or the bound, is what it is; likewise
 * @param traits what else is to be known of it
 * @param <T> what its value becomes
 */
public record Key<T>(
        String name, ValueType<T> type, Object defaultValue, String meaning, String reason, Set<Trait> traits) {

    /** What else is to be known of a key. */
    public enum Trait {
        /** It may come from the environment, and is never shown. */
        SECRET,
        /** A reload cannot apply it. */
        NEEDS_RESTART
    }

    /** A key without traits. */
    public static <T> Key<T> of(String name, ValueType<T> type, Object defaultValue, String meaning, String reason) {
        return new Key<>(name, type, defaultValue, meaning, reason, Set.of());
    }

    /** The same key, as one that a reload cannot apply. */
    public Key<T> needsRestart() {
        return with(Trait.NEEDS_RESTART);
    }

    /** The same key, as a secret. */
    public Key<T> secret() {
        return with(Trait.SECRET);
    }

    private Key<T> with(Trait trait) {
        Set<Trait> all = EnumSet.of(trait);
        all.addAll(traits);
        return new Key<>(name, type, defaultValue, meaning, reason, Set.copyOf(all));
    }

    /** Whether it has a trait. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The name within its section. */
    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The environment variable of a secret: {@code DOORWARD_ADMIN_TOKEN} for {@code admin.token}. */
    public String environmentVariable() {
        return "DOORWARD_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The default, as if somebody had written it. */
    public Given givenDefault() {
        Origin origin = new Origin.Default();
        Object value = defaultValue;
        if (defaultValue instanceof List<?> list) {
            List<Given> items = new ArrayList<>();
            list.forEach(item -> items.add(new Given(name, item, origin)));
            value = List.copyOf(items);
        }
        return new Given(name, value, origin);
    }

    /** The default, understood. */
    public T defaultResult() {
        Problems problems = new Problems();
        return type.read(givenDefault(), problems)
                .orElseThrow(() -> new IllegalStateException("A default that is refused: " + problems.all()));
    }

    /** The value of this key in a table that holds it or does not; for the fields of one entry of a list. */
    public Optional<T> readField(Map<String, Given> fields, Problems problems) {
        Given given = fields.get(name);
        return given == null ? Optional.empty() : type.read(given, problems);
    }
}
