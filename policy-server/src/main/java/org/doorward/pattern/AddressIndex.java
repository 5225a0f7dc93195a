package org.doorward.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what belongs to the patterns that match a mail address.
 *
 * <p>A look-up hashes what could match: the address, the user alone, the domain and each of its parents. Expressions are
 * tried one after the other when none of that was found.
 *
 * @param <T> what belongs to a pattern
 */
public final class AddressIndex<T> {

    private final Map<String, List<T>> byText;
    private final List<Expression<T>> expressions;

    private AddressIndex(Builder<T> builder) {
        byText = Map.copyOf(builder.byText);
        expressions = List.copyOf(builder.expressions);
    }

    /** Gathers patterns. */
    public static final class Builder<T> {

        private final Map<String, List<T>> byText = new HashMap<>();
        private final List<Expression<T>> expressions = new ArrayList<>();

        /** Adds a pattern and what belongs to it; of several that match an address, the earlier of one form wins. */
        public Builder<T> add(AddressPattern pattern, T value) {
            if (pattern instanceof AddressPattern.Regex regex) {
                expressions.add(new Expression<>(regex, value));
            } else {
                // The three forms cannot be taken for one another: with "@" inside, at the end, and without.
                byText.computeIfAbsent(pattern.toString(), key -> new ArrayList<>(1))
                        .add(value);
            }
            return this;
        }

        /** The index of what was added so far. */
        public AddressIndex<T> build() {
            return new AddressIndex<>(this);
        }
    }

    private record Expression<T>(AddressPattern.Regex regex, T value) {}

    /**
     * The first value that belongs to a matching pattern and is accepted: by the whole address first, then by user, then
     * by the most specific domain, then by expression.
     */
    public Optional<T> first(String address, Predicate<? super T> accepted) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> byText = firstByText(address, accepted);
        return byText.isPresent() ? byText : firstByExpression(address, accepted);
    }

    private Optional<T> firstByText(String address, Predicate<? super T> accepted) {
        if (byText.isEmpty()) {
            return Optional.empty();
        }
        Search<T> search = new Search<>(byText, accepted);
        MailAddress given = MailAddress.of(address);
        String shortUser = given.userWithoutExtension();
        boolean extended = !shortUser.equals(given.user());
        boolean found = search.at(given.user() + "@" + given.domain())
                || (extended && search.at(shortUser + "@" + given.domain()))
                || search.at(given.user() + "@")
                || (extended && search.at(shortUser + "@"))
                || Domains.anyParent(given.domain(), search::at);
        return found ? search.found() : Optional.empty();
    }

    private Optional<T> firstByExpression(String address, Predicate<? super T> accepted) {
        for (Expression<T> expression : expressions) {
            if (accepted.test(expression.value()) && expression.regex().matches(address)) {
                return Optional.of(expression.value());
            }
        }
        return Optional.empty();
    }
}
