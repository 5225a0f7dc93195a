package org.doorward.config.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of understanding a value.
 *
 * @param <T> what it should become
 */
public sealed interface Outcome<T> {

    /** It was understood. */
    record Understood<T>(T value) implements Outcome<T> {}

    /**
     * It was not.
     *
     * @param message what is wrong
     * @param remedy what to write instead
     */
    record Refused<T>(String message, String remedy) implements Outcome<T> {}

    /** The value, understood. */
    static <T> Outcome<T> of(T value) {
        return new Understood<>(value);
    }

    /** A refusal. */
    static <T> Outcome<T> refuse(String message, String remedy) {
        return new Refused<>(message, remedy);
    }

    /** Carries on with a value that was understood. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        if (this instanceof Understood<T> understood) {
            return next.apply(understood.value());
        }
        Refused<T> refused = (Refused<T>) this;
        return refuse(refused.message(), refused.remedy());
    }

    /** The value, or empty after noting the problem. */
    default Optional<T> noting(Given given, Problems problems) {
        if (this instanceof Refused<T> refused) {
            problems.add(given, refused.message(), refused.remedy());
            return Optional.empty();
        }
        return Optional.of(((Understood<T>) this).value());
    }
}
