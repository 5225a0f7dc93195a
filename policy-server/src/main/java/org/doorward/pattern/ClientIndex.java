package org.doorward.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;

/**
 * Finds what belongs to the patterns that match a client.
 *
 * <p>Networks are found by their longest prefix, names by hashing the verified name and each of its parents. Expressions
 * are tried one after the other when none of that was found.
 *
 * @param <T> what belongs to a pattern
 */
public final class ClientIndex<T> {

    private final CidrSet networks;
    private final Map<Cidr, List<T>> byNetwork;
    private final Map<String, List<T>> byName;
    private final List<Expression<T>> expressions;

    private ClientIndex(Builder<T> builder) {
        networks = CidrSet.of(builder.byNetwork.keySet());
        byNetwork = withEnclosing(builder.byNetwork);
        byName = Map.copyOf(builder.byName);
        expressions = List.copyOf(builder.expressions);
    }

    /** Gathers patterns. */
    public static final class Builder<T> {

        private final Map<Cidr, List<T>> byNetwork = new HashMap<>();
        private final Map<String, List<T>> byName = new HashMap<>();
        private final List<Expression<T>> expressions = new ArrayList<>();

        /** Adds a pattern and what belongs to it; of several that match a client, the earlier of one form wins. */
        public Builder<T> add(ClientPattern pattern, T value) {
            if (pattern instanceof ClientPattern.Network network) {
                byNetwork
                        .computeIfAbsent(network.cidr(), key -> new ArrayList<>(1))
                        .add(value);
            } else if (pattern instanceof ClientPattern.Name name) {
                byName.computeIfAbsent(name.domain(), key -> new ArrayList<>(1)).add(value);
            } else if (pattern instanceof ClientPattern.Regex regex) {
                expressions.add(new Expression<>(regex, value));
            }
            return this;
        }

        /** The index of what was added so far. */
        public ClientIndex<T> build() {
            return new ClientIndex<>(this);
        }
    }

    private record Expression<T>(ClientPattern.Regex regex, T value) {}

    /** Each network's values, then those of the networks around it: a match of the longest prefix matches them all. */
    private static <T> Map<Cidr, List<T>> withEnclosing(Map<Cidr, List<T>> own) {
        Map<Cidr, List<T>> all = new HashMap<>();
        own.forEach((network, values) -> {
            List<T> together = new ArrayList<>(values);
            for (int prefix = network.prefix() - 1; prefix >= 0; prefix--) {
                together.addAll(own.getOrDefault(Cidr.of(network.address(), prefix), List.of()));
            }
            all.put(network, List.copyOf(together));
        });
        return Map.copyOf(all);
    }

    /**
     * The first value that belongs to a matching pattern and is accepted: by the most specific network first, then by the
     * most specific name, then by expression.
     *
     * @param address the client's address, if known
     * @param verifiedName its verified name, or empty
     */
    public Optional<T> first(Optional<IpAddress> address, String verifiedName, Predicate<? super T> accepted) {
        Optional<T> network = address.flatMap(networks::longestMatch)
                .flatMap(match -> Search.firstOf(byNetwork.getOrDefault(match, List.of()), accepted));
        if (network.isPresent() || verifiedName.isEmpty()) {
            return network;
        }
        Optional<T> name = firstByName(verifiedName, accepted);
        return name.isPresent() ? name : firstByExpression(verifiedName, accepted);
    }

    private Optional<T> firstByName(String verifiedName, Predicate<? super T> accepted) {
        Search<T> search = new Search<>(byName, accepted);
        Domains.anyParent(Domains.canonical(verifiedName), search::at);
        return search.found();
    }

    private Optional<T> firstByExpression(String verifiedName, Predicate<? super T> accepted) {
        for (Expression<T> expression : expressions) {
            if (accepted.test(expression.value()) && expression.regex().matches(Optional.empty(), verifiedName)) {
                return Optional.of(expression.value());
            }
        }
        return Optional.empty();
    }
}
