package org.doorward.pattern;

import java.util.function.Function;

/**
 * What reading one text came to.
 *
 * @param <T> what it should be
 */
public sealed interface Parsed<T> {

    /**
     * It is one.
     *
     * @param value what was read
     */
    record Value<T>(T value) implements Parsed<T> {}

    /**
     * It is none.
     *
     * @param message what is wrong; what it quotes is escaped and cut
     * @param remedy what to write instead
     */
    record Refused<T>(String message, String remedy) implements Parsed<T> {}

    /** The same for what can be made of the value. */
    default <R> Parsed<R> map(Function<T, R> function) {
        if (this instanceof Value<T> read) {
            return new Value<>(function.apply(read.value()));
        }
        Refused<T> refused = (Refused<T>) this;
        return new Refused<>(refused.message(), refused.remedy());
    }
}
