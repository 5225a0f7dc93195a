package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes the meters of one registry.
 *
 * @param registry where they are registered as they are made
 */
record MeterMaker(MeterRegistry registry) {

    /** A counter, with labels as names and values in turn. */
    Counter counter(String name, String help, String... labels) {
        return Counter.builder(name).description(help).tags(labels).register(registry);
    }

    /** A counter for each constant of an enum, under the label {@code label}, with further labels for all of them. */
    <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> constants, Function<E, String> word, String name, String help, String label, String... more) {
        Map<E, Counter> counters = new EnumMap<>(constants);
        for (E constant : EnumSet.allOf(constants)) {
            counters.put(
                    constant,
                    Counter.builder(name)
                            .description(help)
                            .tag(label, word.apply(constant))
                            .tags(more)
                            .register(registry));
        }
        return counters;
    }

    /** A histogram of times. */
    Timer timer(String name, String help, List<Duration> buckets) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .register(registry);
    }
}
