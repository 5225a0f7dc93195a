package org.doorward.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.doorward.config.Vector;
import org.doorward.watch.WatchEvents;
import org.doorward.watch.WatchStatus;

/** The meters of the watch. */
final class WatchMeters implements WatchEvents {

    private final MeterRegistry registry;
    private final CountersByWord lines;
    private final CountersByWord faulty;
    private final CountersByWord failures;
    private final CountersByWord sightings;

    WatchMeters(MeterRegistry registry) {
        this.registry = registry;
        this.lines = new CountersByWord(
                registry, "doorward_watch_lines_total", "Lines of logs that were read, by log.", "log", List.of());
        this.faulty = new CountersByWord(
                registry,
                "doorward_watch_faulty_lines_total",
                "Lines that were passed over for a fault of Doorward's own; its log names some of them.",
                "log",
                List.of());
        this.failures = new CountersByWord(
                registry,
                "doorward_watch_failures_total",
                "Times that a log could not be read, or what it told of not be recorded; it is tried again.",
                "log",
                List.of());
        this.sightings = new CountersByWord(
                registry,
                "doorward_watch_sightings_total",
                "What logs told of, by vector, whether it counts or not.",
                "vector",
                Vector.thatBan().map(Vector::label).toList());
    }

    /** Shows how each log is followed. */
    void follow(List<String> logs, Supplier<Map<String, WatchStatus>> status, ToLongFunction<String> lost) {
        for (String log : logs) {
            lines.add(log);
            faulty.add(log);
            failures.add(log);
            FunctionCounter.builder("doorward_watch_lost_lines_total", log, lost::applyAsLong)
                    .description("Lines that are known to be lost: they came faster than they were read.")
                    .tag("log", log)
                    .register(registry);
            Gauge.builder("doorward_watch_up", () -> of(status, log).works() ? 1 : 0)
                    .description("1 when a log is read and what it tells of is recorded, else 0.")
                    .tag("log", log)
                    .register(registry);
            Gauge.builder(
                            "doorward_watch_lag_seconds",
                            () -> of(status, log).lag().toMillis() / 1000.0)
                    .description("How old the last line was when it was read; 0 once all of a log has been read.")
                    .tag("log", log)
                    .register(registry);
            Gauge.builder(
                            "doorward_watch_behind_bytes",
                            () -> of(status, log).behind().orElse(0))
                    .description("How much of a log is known to wait to be read.")
                    .tag("log", log)
                    .register(registry);
        }
    }

    private static WatchStatus of(Supplier<Map<String, WatchStatus>> status, String log) {
        return status.get().getOrDefault(log, new WatchStatus(false, Duration.ZERO, OptionalLong.empty()));
    }

    @Override
    public void linesRead(String source, int count) {
        lines.increment(source, count);
    }

    @Override
    public void sighted(String vector) {
        sightings.increment(vector);
    }

    @Override
    public void faulty(String source) {
        faulty.increment(source);
    }

    @Override
    public void failed(String source) {
        failures.increment(source);
    }
}
