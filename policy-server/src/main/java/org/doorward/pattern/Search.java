package org.doorward.pattern;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One search through lists by key, which ends at the first value that is accepted. */
final class Search<T> {

    private final Map<String, List<T>> lists;
    private final Predicate<? super T> accepted;
    private Optional<T> found = Optional.empty();

    Search(Map<String, List<T>> lists, Predicate<? super T> accepted) {
        this.lists = lists;
        this.accepted = accepted;
    }

    /** Looks at one key; whether the search is over. */
    boolean at(String key) {
        List<T> values = lists.get(key);
        if (values != null) {
            found = firstOf(values, accepted);
        }
        return found.isPresent();
    }

    /** What was found. */
    Optional<T> found() {
        return found;
    }

    static <T> Optional<T> firstOf(List<T> values, Predicate<? super T> accepted) {
        for (T value : values) {
            if (accepted.test(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
