package org.doorward.check.rate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.doorward.config.RateConfig;

/**
 * What the limits have counted, beyond a reload: a limit that stays as it was goes on counting, one that was changed begins at
 * zero. A restart forgets everything. Thread-safe.
 */
public final class RateMemory {

    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final RateEvents events;
    private Map<Definition, Limiter> known = Map.of();

    /**
     * A memory that is empty.
     *
     * @param nanos a steady clock in nanoseconds
     * @param random a source that nobody can guess
     * @param events hears of limits that are reached
     */
    public RateMemory(LongSupplier nanos, RandomGenerator random, RateEvents events) {
        this.nanos = nanos;
        this.random = random;
        this.events = events;
    }

    /** All that makes a limit what it is. */
    private record Definition(RateConfig.Limit limit, int maxKeys, int prefixV4, int prefixV6) {}

    /** The limits of a configuration, in its order; those that it does not have are forgotten. */
    public synchronized List<Limiter> limiters(RateConfig config) {
        Map<Definition, Limiter> next = new HashMap<>();
        List<Limiter> limiters = config.limits().stream()
                .map(limit -> limiter(config, limit, next))
                .toList();
        known = next;
        return limiters;
    }

    private Limiter limiter(RateConfig config, RateConfig.Limit limit, Map<Definition, Limiter> next) {
        Definition definition = new Definition(limit, config.maxKeys(), config.prefixV4(), config.prefixV6());
        Limiter before = known.get(definition);
        Limiter limiter = before == null ? new Limiter(config, limit, nanos, random.nextLong(), events) : before;
        next.put(definition, limiter);
        return limiter;
    }
}
