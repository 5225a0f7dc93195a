package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.doorward.store.StoreEvents;
import org.doorward.store.StoreStatus;
import org.doorward.store.VerdictStatus;

/** The meters of the store: its commits and outages, what it holds, and the verdicts that it records. */
final class StoreMeters implements StoreEvents {

    private static final StoreStatus NO_STORE =
            new StoreStatus(Optional.of("not opened yet"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static final VerdictStatus NO_VERDICTS = new VerdictStatus(0, 0, 0, 0);

    private final MeterRegistry registry;
    private final DistributionSummary commitChanges;
    private final Timer commitDuration;
    private final Counter changesRefused;
    private final Counter outages;
    private final Counter agedRows;
    private volatile Supplier<StoreStatus> status = () -> NO_STORE;
    private volatile StoreStatus lastStatus = NO_STORE;
    private volatile Supplier<VerdictStatus> verdicts = () -> NO_VERDICTS;

    StoreMeters(MeterMaker make) {
        this.registry = make.registry();
        this.commitChanges = DistributionSummary.builder("doorward_store_commit_changes")
                .description("Changes that one commit made safe.")
                .serviceLevelObjectives(Buckets.batch())
                .register(registry);
        this.commitDuration = make.timer(
                "doorward_store_commit_duration_seconds", "From taking a batch to its being safe.", Buckets.COMMIT);
        this.changesRefused = make.counter(
                "doorward_store_changes_refused_total",
                "Changes refused because the store could not promise to keep them.");
        this.outages =
                make.counter("doorward_store_outages_total", "Times that the journal or the database stopped working.");
        this.agedRows = make.counter("doorward_store_aged_rows_total", "Rows dropped for their age.");
        gauges();
        verdictMeters();
    }

    private void gauges() {
        triplets("pending", StoreStatus::pendingTriplets);
        triplets("passed", StoreStatus::passedTriplets);
        gauge("doorward_greylist_networks", "Networks with a counted triplet.", StoreStatus::networks);
        gauge("doorward_greylist_generations", "Generations of pending triplets.", StoreStatus::generations);
        gauge("doorward_offenders", "Clients against whom something is held.", StoreStatus::offenders);
        gauge("doorward_bans_standing", "Bans that stand.", StoreStatus::bansStanding);
        gauge("doorward_store_available", "1 when promises can be kept, 0 when not.", now -> now.available() ? 1 : 0);
        gauge("doorward_store_queue_changes", "Changes that wait for the writer.", StoreStatus::queued);
        gauge("doorward_store_queue_limit", "How many changes may wait.", StoreStatus::queueLimit);
        gauge(
                "doorward_store_backlog_records",
                "Journal records that the database has not taken over yet.",
                StoreStatus::backlog);
        gauge("doorward_store_journal_bytes", "Size of the intake journal on disk.", StoreStatus::journalBytes);
        gauge("doorward_store_database_bytes", "Size of the database file on disk.", StoreStatus::databaseBytes);
    }

    private void triplets(String state, ToDoubleFunction<StoreStatus> count) {
        Gauge.builder("doorward_greylist_triplets", this, meters -> count.applyAsDouble(meters.lastStatus))
                .description("Triplets that the greylist remembers.")
                .tag("state", state)
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<StoreStatus> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.lastStatus))
                .description(help)
                .register(registry);
    }

    private void verdictMeters() {
        verdictCounter("doorward_verdicts_recorded_total", "Verdicts that were recorded.", VerdictStatus::recorded);
        verdictCounter(
                "doorward_verdicts_dropped_total",
                "Verdicts that were dropped before they were recorded.",
                VerdictStatus::dropped);
        verdictGauge("doorward_verdicts_rows", "Verdicts that the database holds.", VerdictStatus::rows);
        verdictGauge("doorward_verdicts_queued", "Verdicts that wait to be recorded.", VerdictStatus::queued);
    }

    private void verdictCounter(String name, String help, ToDoubleFunction<VerdictStatus> value) {
        FunctionCounter.builder(name, this, meters -> value.applyAsDouble(meters.verdicts.get()))
                .description(help)
                .register(registry);
    }

    private void verdictGauge(String name, String help, ToDoubleFunction<VerdictStatus> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.verdicts.get()))
                .description(help)
                .register(registry);
    }

    void show(Supplier<StoreStatus> store) {
        status = store;
    }

    void showVerdicts(Supplier<VerdictStatus> recorder) {
        verdicts = recorder;
    }

    /** Reads the store's status for the gauges, once for all of them. */
    void refresh() {
        lastStatus = status.get();
    }

    @Override
    public void committed(int changes, Duration took) {
        commitChanges.record(changes);
        commitDuration.record(took);
    }

    @Override
    public void refused() {
        changesRefused.increment();
    }

    @Override
    public void unavailable(String problem) {
        outages.increment();
    }

    @Override
    public void recovered(Duration after) {
        // doorward_store_available shows it.
    }

    @Override
    public void aged(long rows) {
        agedRows.increment((double) rows);
    }
}
