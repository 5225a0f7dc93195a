package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.DnsblEvents;

/** The meters of the DNS, and of the DNS lists that are asked through it. */
final class DnsMeters implements DnsEvents, DnsblEvents {

    private static final DnsStatus NO_DNS = new DnsStatus(Optional.of("not started yet"), List.of(), 0);

    private final MeterRegistry registry;
    private final Map<DnsEvents.Outcome, Counter> questions;
    private final Counter remembered;
    private final Timer duration;
    private final Map<String, ListMeters> lists = new ConcurrentHashMap<>();
    private volatile Supplier<DnsStatus> status = () -> NO_DNS;

    DnsMeters(MeterMaker make) {
        this.registry = make.registry();
        this.questions = make.counters(
                DnsEvents.Outcome.class,
                DnsEvents.Outcome::label,
                "doorward_dns_questions_total",
                "Questions to the DNS that were not answered out of memory, by what came of them.",
                "outcome");
        this.remembered =
                make.counter("doorward_dns_remembered_total", "Questions to the DNS that were answered out of memory.");
        this.duration = make.timer(
                "doorward_dns_question_duration_seconds",
                "From a question to the DNS to its answer.",
                Buckets.QUESTION);
        Gauge.builder(
                        "doorward_dns_available",
                        this,
                        meters -> meters.status.get().available() ? 1 : 0)
                .description("1 when name servers answer, 0 when none does.")
                .register(registry);
        Gauge.builder(
                        "doorward_dns_cache_entries",
                        this,
                        meters -> meters.status.get().remembered())
                .description("Answers of the DNS that are remembered.")
                .register(registry);
    }

    void show(Supplier<DnsStatus> dns) {
        status = dns;
    }

    @Override
    public void answered(DnsEvents.Outcome outcome, Duration took) {
        Objects.requireNonNull(questions.get(outcome)).increment();
        duration.record(took);
    }

    @Override
    public void remembered() {
        remembered.increment();
    }

    @Override
    public void answered(String list, DnsblEvents.Outcome outcome, Duration took) {
        listMeters(list).answered(outcome, took);
    }

    @Override
    public void standing(String list, boolean serving, boolean parked) {
        listMeters(list).standing(serving, parked);
    }

    @Override
    public void dropped(String list) {
        ListMeters gone = lists.remove(list);
        if (gone != null) {
            gone.remove();
        }
    }

    private ListMeters listMeters(String list) {
        ListMeters known = lists.get(list);
        return known != null ? known : lists.computeIfAbsent(list, name -> new ListMeters(name, registry));
    }
}
