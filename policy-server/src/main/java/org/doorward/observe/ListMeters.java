package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.doorward.dnsbl.DnsblEvents.Outcome;

/** The meters of one DNS list. */
final class ListMeters {

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> answers = new EnumMap<>(Outcome.class);
    private final Timer duration;
    private final List<Meter> all = new ArrayList<>();
    private volatile int serving;
    private volatile int parked;

    ListMeters(String list, MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            answers.put(
                    outcome,
                    Counter.builder("doorward_dnsbl_questions_total")
                            .description(
                                    "Questions to each DNS list that were not answered out of memory, by its answer.")
                            .tag("list", list)
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        this.duration = Timer.builder("doorward_dnsbl_question_duration_seconds")
                .description("How long each DNS list takes to answer.")
                .tag("list", list)
                .register(registry);
        all.addAll(answers.values());
        all.add(duration);
        all.add(Gauge.builder("doorward_dnsbl_serving", this, meters -> meters.serving)
                .description("1 when a DNS list is asked and counts, else 0.")
                .tag("list", list)
                .register(registry));
        all.add(Gauge.builder("doorward_dnsbl_parked", this, meters -> meters.parked)
                .description("1 when a DNS list is parked because it failed or lied, else 0.")
                .tag("list", list)
                .register(registry));
    }

    void answered(Outcome outcome, Duration took) {
        Objects.requireNonNull(answers.get(outcome)).increment();
        duration.record(took);
    }

    void standing(boolean isServing, boolean isParked) {
        serving = isServing ? 1 : 0;
        parked = isParked ? 1 : 0;
    }

    /** The list is gone, and its meters with it. */
    void remove() {
        all.forEach(registry::remove);
    }
}
