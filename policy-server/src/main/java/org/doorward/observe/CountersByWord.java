package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counters of one name, one for each value of a label. Those that are known beforehand show zero from the start. */
final class CountersByWord {

    /** An operator's own words are a few; more than this would be a mistake, and is counted under {@code other}. */
    private static final int MOST = 100;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final String name;
    private final String help;
    private final String label;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /**
     * Counters.
     *
     * @param words the values of the label that are known beforehand
     */
    CountersByWord(MeterRegistry registry, String name, String help, String label, Collection<String> words) {
        this.registry = registry;
        this.name = name;
        this.help = help;
        this.label = label;
        words.forEach(word -> counters.put(word, counter(word)));
    }

    private Counter counter(String word) {
        return Counter.builder(name).description(help).tag(label, word).register(registry);
    }

    /** Shows zero for a word. */
    void add(String word) {
        increment(word, 0);
    }

    /** Counts one. Any thread may. */
    void increment(String word) {
        increment(word, 1);
    }

    /** Counts so many. Any thread may. */
    void increment(String word, int count) {
        Counter known = counters.get(word);
        if (known == null) {
            known = counters.computeIfAbsent(counters.size() < MOST ? word : OTHER, this::counter);
        }
        known.increment(count);
    }
}
