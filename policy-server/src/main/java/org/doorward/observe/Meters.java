package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.doorward.config.RateConfig;
import org.doorward.config.Vector;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Evidence;
import org.doorward.decision.Reason;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.feed.OperatorBans;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;
import org.doorward.server.ListenerEvents;
import org.doorward.store.StoreEvents;
import org.doorward.store.StoreStatus;
import org.doorward.store.VerdictStatus;
import org.doorward.watch.WatchEvents;
import org.doorward.watch.WatchStatus;

/**
 * Every meter, with its name as Prometheus shows it. {@code docs/metrics.md} describes them; a test compares the two.
 *
 * <p>What is counted for every decision is found without putting names together or looking labels up, and without a new
 * object. Labels hold only words from our own enums, code and configuration, never a client's text, so the number of series is bounded.
 */
public final class Meters
        implements DecisionListener, ListenerEvents, StoreEvents, BlameEvents, DnsEvents, DnsblEvents {

    private static final StoreStatus NO_STORE =
            new StoreStatus(Optional.of("not opened yet"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static final VerdictStatus NO_VERDICTS = new VerdictStatus(0, 0, 0, 0);

    private static final DnsStatus NO_DNS = new DnsStatus(Optional.of("not started yet"), List.of(), 0);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final VerdictCounters enforced = verdictCounters("enforced");
    private final VerdictCounters observed = verdictCounters("observed");
    private final Timer decisionDuration =
            timer("doorward_decision_duration_seconds", "From a request's arrival to its verdict.", Buckets.DECISION);
    private final Map<String, FindingCounters> findings = new ConcurrentHashMap<>();

    private final Map<RateConfig.Limit, Counter> rateLimited = new ConcurrentHashMap<>();

    private final AtomicInteger openConnections = new AtomicInteger();
    private final Counter connections =
            counter("doorward_connections_total", "Connections of Postfix that were accepted.");
    private final Counter connectionsRefused =
            counter("doorward_connections_refused_total", "Connections closed at once because too many were open.");
    private final Map<Kind, Counter> protocolErrors = counters(
            Kind.class,
            Kind::label,
            "doorward_protocol_errors_total",
            "Requests that broke the protocol; their connection was closed without a reply.",
            "kind");
    private final Map<Wait, Counter> timeouts = counters(
            Wait.class,
            Wait::label,
            "doorward_connections_timed_out_total",
            "Connections that Doorward closed, by what it waited for in vain.",
            "wait");
    private final Counter undecidedOverload = undecided(Reason.OVERLOAD);
    private final Counter undecidedFailure = undecided(Reason.INTERNAL_ERROR);

    private final Timer passDelay = timer(
            "doorward_greylist_pass_delay_seconds",
            "From a triplet's first attempt to the one that passed.",
            Buckets.PASS_DELAY);

    private final DistributionSummary commitChanges = DistributionSummary.builder("doorward_store_commit_changes")
            .description("Changes that one commit made safe.")
            .serviceLevelObjectives(Buckets.batch())
            .register(registry);
    private final Timer commitDuration =
            timer("doorward_store_commit_duration_seconds", "From taking a batch to its being safe.", Buckets.COMMIT);
    private final Counter changesRefused = counter(
            "doorward_store_changes_refused_total",
            "Changes refused because the store could not promise to keep them.");
    private final Counter outages =
            counter("doorward_store_outages_total", "Times that the journal or the database stopped working.");
    private final Counter agedRows = counter("doorward_store_aged_rows_total", "Rows dropped for their age.");

    private final CountersByWord offences = new CountersByWord(
            registry,
            "doorward_offences_total",
            "Offences that were recorded, by vector.",
            "vector",
            Vector.builtIn().stream().map(Vector::label).toList());
    private final Counter offencesLost = counter(
            "doorward_offences_lost_total", "Offences not recorded because the store could not promise to keep them.");
    private final CountersByWord bans = byCause("doorward_bans_total", "Bans that were imposed, by their cause.");
    private final CountersByWord bansRefused =
            byCause("doorward_bans_refused_total", "Bans that were due, of clients that are never banned.");
    private final Counter bansRenewed = counter(
            "doorward_bans_renewed_total", "Bans that were renewed because their networks still knocked at the end.");
    private final Counter bansEndedEarly =
            counter("doorward_bans_ended_early_total", "Bans that ended early because their networks were quiet.");
    private final Map<DnsEvents.Outcome, Counter> questions = counters(
            DnsEvents.Outcome.class,
            DnsEvents.Outcome::label,
            "doorward_dns_questions_total",
            "Questions to the DNS that were not answered out of memory, by what came of them.",
            "outcome");
    private final Counter questionsRemembered =
            counter("doorward_dns_remembered_total", "Questions to the DNS that were answered out of memory.");
    private final Timer questionDuration = timer(
            "doorward_dns_question_duration_seconds", "From a question to the DNS to its answer.", Buckets.QUESTION);
    private final WatchMeters watch = new WatchMeters(registry);
    private final Map<String, ListMeters> lists = new ConcurrentHashMap<>();

    private final Counter reloadsAccepted = reloads("accepted");
    private final Counter reloadsRefused = reloads("refused");

    private volatile Supplier<StoreStatus> storeStatus = () -> NO_STORE;
    private volatile StoreStatus lastStatus = NO_STORE;
    private volatile Supplier<VerdictStatus> verdictStatus = () -> NO_VERDICTS;
    private volatile Supplier<DnsStatus> dnsStatus = () -> NO_DNS;
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
        Gauge.builder("doorward_connections_open", openConnections, AtomicInteger::get)
                .description("Connections of Postfix that are open.")
                .register(registry);
        FunctionCounter.builder("doorward_log_lines_dropped_total", this, m -> m.droppedLines.getAsLong())
                .description("Log lines dropped because the output did not keep up.")
                .register(registry);
        Gauge.builder("doorward_dns_available", this, m -> m.dnsStatus.get().available() ? 1 : 0)
                .description("1 when name servers answer, 0 when none does.")
                .register(registry);
        Gauge.builder("doorward_dns_cache_entries", this, m -> m.dnsStatus.get().remembered())
                .description("Answers of the DNS that are remembered.")
                .register(registry);
        storeGauges();
        verdictMeters();
    }

    private void storeGauges() {
        triplets("pending", StoreStatus::pendingTriplets);
        triplets("passed", StoreStatus::passedTriplets);
        storeGauge("doorward_greylist_networks", "Networks with a counted triplet.", StoreStatus::networks);
        storeGauge("doorward_greylist_generations", "Generations of pending triplets.", StoreStatus::generations);
        storeGauge("doorward_offenders", "Clients against whom something is held.", StoreStatus::offenders);
        storeGauge("doorward_bans_standing", "Bans that stand.", StoreStatus::bansStanding);
        storeGauge(
                "doorward_store_available",
                "1 when promises can be kept, 0 when not.",
                status -> status.available() ? 1 : 0);
        storeGauge("doorward_store_queue_changes", "Changes that wait for the writer.", StoreStatus::queued);
        storeGauge("doorward_store_queue_limit", "How many changes may wait.", StoreStatus::queueLimit);
        storeGauge(
                "doorward_store_backlog_records",
                "Journal records that the database has not taken over yet.",
                StoreStatus::backlog);
        storeGauge("doorward_store_journal_bytes", "Size of the intake journal on disk.", StoreStatus::journalBytes);
        storeGauge("doorward_store_database_bytes", "Size of the database file on disk.", StoreStatus::databaseBytes);
    }

    private void verdictMeters() {
        FunctionCounter.builder(
                        "doorward_verdicts_recorded_total",
                        this,
                        m -> m.verdictStatus.get().recorded())
                .description("Verdicts that were recorded.")
                .register(registry);
        FunctionCounter.builder(
                        "doorward_verdicts_dropped_total",
                        this,
                        m -> m.verdictStatus.get().dropped())
                .description("Verdicts that were dropped before they were recorded.")
                .register(registry);
        Gauge.builder("doorward_verdicts_rows", this, m -> m.verdictStatus.get().rows())
                .description("Verdicts that the database holds.")
                .register(registry);
        Gauge.builder(
                        "doorward_verdicts_queued",
                        this,
                        m -> m.verdictStatus.get().queued())
                .description("Verdicts that wait to be recorded.")
                .register(registry);
    }

    /**
     * Counts these checks from zero on, instead of from their first finding.
     *
     * @param names the checks' names
     */
    public void checks(Collection<String> names) {
        names.forEach(this::findingCounters);
    }

    /**
     * Counts how often these limits are reached from zero on, instead of from the first time.
     *
     * @param limits the limits
     */
    public void rateLimits(Collection<RateConfig.Limit> limits) {
        limits.forEach(this::rateLimitCounter);
    }

    /**
     * An inquiry came when a limit was reached.
     *
     * @param limit the limit
     */
    public void rateLimited(RateConfig.Limit limit) {
        rateLimitCounter(limit).increment();
    }

    /**
     * Where the store's gauges come from.
     *
     * @param status read once for each scrape, on the thread that scrapes
     */
    public void store(Supplier<StoreStatus> status) {
        storeStatus = status;
    }

    /**
     * Where the meters of recorded verdicts come from.
     *
     * @param status read some times for each scrape, on the thread that scrapes
     */
    public void verdicts(Supplier<VerdictStatus> status) {
        verdictStatus = status;
    }

    /**
     * Where the gauges of the DNS come from.
     *
     * @param status never blocks
     */
    public void dns(Supplier<DnsStatus> status) {
        dnsStatus = status;
    }

    /**
     * Where the count of dropped log lines comes from.
     *
     * @param count lines dropped since the start; never falls
     */
    public void droppedLines(LongSupplier count) {
        droppedLines = count;
    }

    @Override
    public void decided(Decision decision) {
        (decision.observed() ? observed : enforced).count(decision.verdict());
        decisionDuration.record(decision.took());
        for (Evidence.Item item : decision.evidence().items()) {
            findingCounters(item.check()).count(item.finding());
        }
    }

    /**
     * A triplet came back in time.
     *
     * @param delay from its first attempt to the one that passed
     */
    public void greylistPassed(Duration delay) {
        passDelay.record(delay);
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
    public void answered(DnsEvents.Outcome outcome, Duration took) {
        Objects.requireNonNull(questions.get(outcome)).increment();
        questionDuration.record(took);
    }

    @Override
    public void remembered() {
        questionsRemembered.increment();
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

    @Override
    public void connectionOpened() {
        connections.increment();
        openConnections.incrementAndGet();
    }

    @Override
    public void connectionClosed() {
        openConnections.decrementAndGet();
    }

    @Override
    public void connectionRefused() {
        connectionsRefused.increment();
    }

    @Override
    public void protocolError(Kind kind) {
        Objects.requireNonNull(protocolErrors.get(kind)).increment();
    }

    @Override
    public void timedOut(Wait wait) {
        Objects.requireNonNull(timeouts.get(wait)).increment();
    }

    @Override
    public void shed() {
        undecidedOverload.increment();
    }

    @Override
    public void deciderFailed() {
        undecidedFailure.increment();
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

    @Override
    public void offence(String vector) {
        offences.increment(vector);
    }

    @Override
    public void offenceLost() {
        offencesLost.increment();
    }

    @Override
    public void banned(String kind) {
        bans.increment(kind);
    }

    @Override
    public void banRefused(String kind) {
        bansRefused.increment(kind);
    }

    @Override
    public void renewed() {
        bansRenewed.increment();
    }

    @Override
    public void endedEarly() {
        bansEndedEarly.increment();
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
        lastStatus = storeStatus.get();
        registry.scrape(out, format.contentType);
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

    // The bean that counts pauses stays registered for as long as the process lives, and so does this registry.
    @SuppressWarnings("resource")
    private void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private VerdictCounters verdictCounters(String mode) {
        return new VerdictCounters(decisions(mode, "pass"), decisions(mode, "defer"), decisions(mode, "reject"));
    }

    private Map<Reason, Counter> decisions(String mode, String verdict) {
        return counters(
                Reason.class,
                Reason::label,
                "doorward_decisions_total",
                "Decisions by verdict, reason, and whether Postfix was told (enforced).",
                "reason",
                "verdict",
                verdict,
                "mode",
                mode);
    }

    private FindingCounters findingCounters(String check) {
        FindingCounters known = findings.get(check);
        return known != null ? known : findings.computeIfAbsent(check, this::newFindingCounters);
    }

    private FindingCounters newFindingCounters(String check) {
        return new FindingCounters(
                findings(check, "nothing"),
                findings(check, "points"),
                findings(check, "settled"),
                findings(check, "unknown"));
    }

    private Counter findings(String check, String finding) {
        return counter("doorward_check_findings_total", "What each check found.", "check", check, "finding", finding);
    }

    /** A limit that was changed, and kept its name and action, goes on with the same counter. */
    private Counter rateLimitCounter(RateConfig.Limit limit) {
        return rateLimited.computeIfAbsent(
                limit,
                unused -> counter(
                        "doorward_rate_limited_total",
                        "Inquiries that came when a limit was reached.",
                        "limit",
                        limit.name(),
                        "action",
                        limit.action().name().toLowerCase(Locale.ROOT)));
    }

    private Counter undecided(Reason reason) {
        return counter(
                "doorward_requests_undecided_total",
                "Requests answered DUNNO without a decision, by reason.",
                "reason",
                reason.label());
    }

    private CountersByWord byCause(String name, String help) {
        List<String> causes = Stream.concat(
                        Stream.of(BanRules.SCORE, OperatorBans.REASON),
                        Vector.thatBan().map(Vector::label))
                .toList();
        return new CountersByWord(registry, name, help, "cause", causes);
    }

    private Counter reloads(String outcome) {
        return counter(
                "doorward_config_reloads_total",
                "Times the configuration was read anew, by outcome.",
                "outcome",
                outcome);
    }

    private void triplets(String state, ToDoubleFunction<StoreStatus> count) {
        Gauge.builder("doorward_greylist_triplets", this, meters -> count.applyAsDouble(meters.lastStatus))
                .description("Triplets that the greylist remembers.")
                .tag("state", state)
                .register(registry);
    }

    private void storeGauge(String name, String help, ToDoubleFunction<StoreStatus> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.lastStatus))
                .description(help)
                .register(registry);
    }

    /** A counter for each constant of an enum, under the label {@code label}, with further labels for all of them. */
    private <E extends Enum<E>> Map<E, Counter> counters(
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

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder(name).description(help).tags(labels).register(registry);
    }

    private Timer timer(String name, String help, List<Duration> buckets) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .register(registry);
    }
}
