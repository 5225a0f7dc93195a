package org.doorward.config.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a value must be.
 *
 * @param <T> what it becomes
 */
public interface ValueType<T> {

    /** What it is, with its unit and bounds, as messages and documents say it: {@code a duration from 1s to 12h}. */
    String description();

    /**
     * Understands a value.
     *
     * @return the value; empty when it was refused, and then the problems say why
     */
    Optional<T> read(Given given, Problems problems);

    /** Whether several files add to one another's values, where otherwise the last one counts. */
    default boolean gathers() {
        return false;
    }

    /**
     * A type for single values.
     *
     * @param written which TOML value it is written as
     * @param description as {@link #description()}
     * @param spelling the remedy when it is another TOML value
     * @param understand makes it a value of the type
     */
    static <W, T> ValueType<T> single(
            Class<W> written, String description, String spelling, Function<W, Outcome<T>> understand) {
        return new Single<>(written, description, spelling, understand);
    }

    /** A type that is written as a TOML string. */
    static <T> ValueType<T> text(String description, Function<String, Outcome<T>> understand) {
        return single(String.class, description, "put it in quotes", understand);
    }

    /** A list of values; a single value without brackets is a list of one. */
    static <T> ValueType<List<T>> listOf(ValueType<T> item) {
        return new ListOf<>(item);
    }

    /** See {@link #single}. */
    record Single<W, T>(Class<W> written, String description, String spelling, Function<W, Outcome<T>> understand)
            implements ValueType<T> {
        @Override
        public Optional<T> read(Given given, Problems problems) {
            if (!written.isInstance(given.value())) {
                problems.add(given, "found " + given.found() + " instead of " + description, spelling);
                return Optional.empty();
            }
            return understand.apply(written.cast(given.value())).noting(given, problems);
        }
    }

    /** See {@link #listOf}. */
    record ListOf<T>(ValueType<T> item) implements ValueType<List<T>> {
        @Override
        public String description() {
            return "a list; each item is " + item.description();
        }

        @Override
        public Optional<List<T>> read(Given given, Problems problems) {
            List<T> values = new ArrayList<>();
            List<Given> items = given.items();
            items.forEach(each -> item.read(each, problems).ifPresent(values::add));
            return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
        }
    }
}
