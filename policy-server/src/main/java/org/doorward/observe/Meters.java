package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.doorward.config.RateConfig;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.score.BlameEvents;
import org.doorward.server.ListenerEvents;
import org.doorward.store.StoreEvents;
import org.doorward.store.StoreStatus;
import org.doorward.store.VerdictStatus;
import org.doorward.watch.WatchEvents;
import org.doorward.watch.WatchStatus;

/**
 * All meters, in groups by what they are of; each group has the names as Prometheus shows them. {@code docs/metrics.md} describes
 * them; a test compares the two.
 *
 * <p>What is counted for every decision is found without putting names together or looking labels up, and without a new
 * object. Labels hold only words from our own enums, code and configuration, never a client's text, so the number of series is bounded.
 */
public final class Meters
        implements DecisionListener, ListenerEvents, StoreEvents, BlameEvents, DnsEvents, DnsblEvents {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterMaker make = new MeterMaker(registry);
    private final ListenerMeters listener = new ListenerMeters(make);
    private final DecisionMeters decisions = new DecisionMeters(make);
    private final StoreMeters store = new StoreMeters(make);
    private final BlameMeters blame = new BlameMeters(make);
    private final DnsMeters dns = new DnsMeters(make);
    private final WatchMeters watch = new WatchMeters(registry);
    private final Counter reloadsAccepted = reloads("accepted");
    private final Counter reloadsRefused = reloads("refused");
    private volatile LongSupplier droppedLines = () -> 0;
    private boolean processBound;

    /**
     * Registers all meters but those of the process, which {@link #scrape} adds.
     *
     * @param build what runs, for {@code doorward_build_info}
     */
    public Meters(BuildInfo build) {
        Info.builder()
                .name("doorward_build_info")
                .help("Always 1; the labels say what runs.")
                .labelNames("version", "java")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(build.version(), build.java());
        FunctionCounter.builder("doorward_log_lines_dropped_total", this, m -> m.droppedLines.getAsLong())
                .description("Log lines dropped because the output did not keep up.")
                .register(registry);
    }

    private Counter reloads(String outcome) {
        return make.counter(
                "doorward_config_reloads_total",
                "Times the configuration was read anew, by outcome.",
                "outcome",
                outcome);
    }

    /**
     * Counts these checks from zero on, instead of from their first finding.
     *
     * @param names the checks' names
     */
    public void checks(Collection<String> names) {
        names.forEach(decisions::findingCounters);
    }

    /**
     * Counts how often these limits are reached from zero on, instead of from the first time.
     *
     * @param limits the limits
     */
    public void rateLimits(Collection<RateConfig.Limit> limits) {
        limits.forEach(decisions::limitCounter);
    }

    /**
     * Where the store's gauges come from.
     *
     * @param status read once for each scrape, on the thread that scrapes
     */
    public void store(Supplier<StoreStatus> status) {
        store.show(status);
    }

    /**
     * Where the meters of recorded verdicts come from.
     *
     * @param status read some times for each scrape, on the thread that scrapes
     */
    public void verdicts(Supplier<VerdictStatus> status) {
        store.showVerdicts(status);
    }

    /**
     * Where the gauges of the DNS come from.
     *
     * @param status never blocks
     */
    public void dns(Supplier<DnsStatus> status) {
        dns.show(status);
    }

    /**
     * Where the count of dropped log lines comes from.
     *
     * @param count lines dropped since the start; never falls
     */
    public void droppedLines(LongSupplier count) {
        droppedLines = count;
    }

    /** The meters of the watch. */
    public WatchEvents watch() {
        return watch;
    }

    /**
     * Shows how logs are followed.
     *
     * @param logs their names
     * @param status read some times for each scrape, on the thread that scrapes
     * @param lost how many lines of a log were lost; likewise
     */
    public void watch(List<String> logs, Supplier<Map<String, WatchStatus>> status, ToLongFunction<String> lost) {
        watch.follow(logs, status, lost);
    }

    /**
     * Writes all meters in one of the two text formats. Not for an event loop: it asks the store and the JVM, and the first
     * call loads the JVM's management classes (some 50 ms, which would otherwise fall into the start).
     *
     * @param format the format
     * @param out where to
     * @throws IOException when that cannot be written to
     */
    public synchronized void scrape(Format format, OutputStream out) throws IOException {
        if (!processBound) {
            processBound = true;
            bindProcess();
        }
        store.refresh();
        registry.scrape(out, format.contentType);
    }

    // The bean that counts pauses stays registered for as long as the process lives, and so does this registry.
    @SuppressWarnings("resource")
    private void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** The formats that are offered. There is no protobuf: its two megabytes are left out of the distribution. */
    public enum Format {
        /** What every Prometheus reads. */
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        /** What newer ones ask for. */
        OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** The HTTP content type. */
        public String contentType() {
            return contentType;
        }
    }

    /**
     * The configuration was read anew.
     *
     * @param accepted whether it was good; else the old one stays
     */
    public void reloaded(boolean accepted) {
        (accepted ? reloadsAccepted : reloadsRefused).increment();
    }

    @Override
    public void decided(Decision decision) {
        decisions.decided(decision);
    }

    /**
     * An inquiry came when a limit was reached.
     *
     * @param limit the limit
     */
    public void rateLimited(RateConfig.Limit limit) {
        decisions.limitCounter(limit).increment();
    }

    /**
     * A triplet came back in time.
     *
     * @param delay from its first attempt to the one that passed
     */
    public void greylistPassed(Duration delay) {
        decisions.greylistPassed(delay);
    }

    @Override
    public void connectionOpened() {
        listener.connectionOpened();
    }

    @Override
    public void connectionClosed() {
        listener.connectionClosed();
    }

    @Override
    public void connectionRefused() {
        listener.connectionRefused();
    }

    @Override
    public void protocolError(Kind kind) {
        listener.protocolError(kind);
    }

    @Override
    public void timedOut(Wait wait) {
        listener.timedOut(wait);
    }

    @Override
    public void shed() {
        listener.shed();
    }

    @Override
    public void deciderFailed() {
        listener.deciderFailed();
    }

    @Override
    public void committed(int changes, Duration took) {
        store.committed(changes, took);
    }

    @Override
    public void refused() {
        store.refused();
    }

    @Override
    public void unavailable(String problem) {
        store.unavailable(problem);
    }

    @Override
    public void recovered(Duration after) {
        store.recovered(after);
    }

    @Override
    public void aged(long rows) {
        store.aged(rows);
    }

    @Override
    public void offence(String vector) {
        blame.offence(vector);
    }

    @Override
    public void offenceLost() {
        blame.offenceLost();
    }

    @Override
    public void banned(String kind) {
        blame.banned(kind);
    }

    @Override
    public void banRefused(String kind) {
        blame.banRefused(kind);
    }

    @Override
    public void renewed() {
        blame.renewed();
    }

    @Override
    public void endedEarly() {
        blame.endedEarly();
    }

    @Override
    public void takenBack() {
        blame.takenBack();
    }

    @Override
    public void answered(DnsEvents.Outcome outcome, Duration took) {
        dns.answered(outcome, took);
    }

    @Override
    public void remembered() {
        dns.remembered();
    }

    @Override
    public void answered(String list, DnsblEvents.Outcome outcome, Duration took) {
        dns.answered(list, outcome, took);
    }

    @Override
    public void standing(String list, boolean serving, boolean parked) {
        dns.standing(list, serving, parked);
    }

    @Override
    public void dropped(String list) {
        dns.dropped(list);
    }
}
