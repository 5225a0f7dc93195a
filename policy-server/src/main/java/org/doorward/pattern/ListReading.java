package org.doorward.pattern;

import java.util.List;

/**
 * What reading lists came to: a value, or all their problems at once. A list with a problem is not used in part, for an
 * operator who mistyped a deny entry believes that it denies.
 *
 * @param <T> what they should be
 */
public sealed interface ListReading<T> {

    /**
     * All lines were understood.
     *
     * @param value what was read
     */
    record Good<T>(T value) implements ListReading<T> {}

    /**
     * Some were not.
     *
     * @param problems what is wrong, at least one
     */
    record Bad<T>(List<ListProblem> problems) implements ListReading<T> {

        /** Holds the problems as they are at this moment. */
        public Bad {
            problems = List.copyOf(problems);
        }
    }

    /** The value, unless there are problems. */
    static <T> ListReading<T> of(T value, List<ListProblem> problems) {
        return problems.isEmpty() ? new Good<>(value) : new Bad<>(problems);
    }
}
