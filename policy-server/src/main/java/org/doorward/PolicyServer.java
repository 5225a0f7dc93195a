package org.doorward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminServices;
import org.doorward.admin.AdminToken;
import org.doorward.admin.FirewallServices;
import org.doorward.admin.LookupServices;
import org.doorward.admin.ReloadOutcome;
import org.doorward.admin.Reloader;
import org.doorward.check.rate.RateMemory;
import org.doorward.config.DnsConfig;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.StoreSection;
import org.doorward.config.WatchConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.RestartNeeded;
import org.doorward.dns.NettyDns;
import org.doorward.dnsbl.HealthBook;
import org.doorward.feed.EnforcedBans;
import org.doorward.feed.KnockFeedback;
import org.doorward.feed.Knocks;
import org.doorward.feed.Logins;
import org.doorward.feed.OperatorBans;
import org.doorward.feed.OwnVerdicts;
import org.doorward.feed.Reports;
import org.doorward.observe.DecisionLog;
import org.doorward.observe.Meters;
import org.doorward.observe.VerdictRecorder;
import org.doorward.ownlist.KeptList;
import org.doorward.ownlist.OwnLists;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.score.Pardon;
import org.doorward.server.PolicyListener;
import org.doorward.spf.SenderRanges;
import org.doorward.store.Ages;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.VerdictLimits;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.doorward.watch.Watch;
import org.doorward.why.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server: all wiring is here and in {@link Ruleset}, which is the part that a reload replaces.
 *
 * <p>Started and stopped by one thread; {@link #reload} may be called by any.
 */
public final class PolicyServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyServer.class);

    /** What is asked already is answered within this time when the server stops; the whole stop has 5 s. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Closer closer;
    private final ServerEnvironment environment;
    private final Meters meters;
    private final DecisionLog decisionLog;
    private final RateMemory rates;
    private final KeptList ownList;
    private final VerdictRecorder verdictRecorder;
    private final Store store;
    private final NettyDns dns;
    private final HealthBook health;
    private final ScheduledExecutorService lists;
    private final SenderRanges ranges;
    private final Logins logins;
    private final OwnVerdicts ownVerdicts;
    private final NeededByHost host;
    private final EnforcedBans enforcedBans;
    private final Knocks knocks;
    private final PolicyListener listener;
    private final AdminServer admin;
    private final Reloader reloader;
    private final LoadResult.Loaded started;
    private volatile Consumer<ReloadOutcome> afterReload = outcome -> {};
    private volatile Ruleset rules;
    private volatile boolean ready;

    private PolicyServer(LoadResult.Loaded loaded, ServerEnvironment environment, Closer closer)
            throws StoreException, IOException, RefusedException {
        DoorwardConfig config = loaded.config();
        this.closer = closer;
        this.started = loaded;
        this.environment = environment;
        this.meters = new Meters(environment.build());
        this.decisionLog = new DecisionLog(config.log().decisions());
        this.rates = new RateMemory(environment.nanoTime(), environment.random(), meters::rateLimited);
        this.store = closer.add(
                Store.open(
                        storeConfig(config), meters, environment.clock(), environment.nanoTime(), environment.random()),
                Store::close);
        this.ownList = keptList(config.stateDir());
        this.verdictRecorder = new VerdictRecorder(store.verdicts());
        this.dns = closer.add(
                NettyDns.start(config.dns(), config.server().transport(), environment.nanoTime(), meters),
                NettyDns::close);
        this.health = closer.add(
                new HealthBook(dns, dns::after, environment.clock(), longestMemory(config.dns()), meters),
                HealthBook::close);
        this.lists = closer.add(
                Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "lists")),
                ScheduledExecutorService::shutdownNow);
        this.ranges = closer.add(
                new SenderRanges(dns, config.spf().rangesOf(), config.spf().rangesEvery(), lists, environment.random()),
                SenderRanges::close);
        this.logins = new Logins(environment.nanoTime());
        this.ownVerdicts = new OwnVerdicts(environment.nanoTime());
        this.host = closer.add(
                NeededByHost.start(environment.host().apply(config), environment.clock()), NeededByHost::close);
        this.rules = ruleset(loaded);
        this.enforcedBans = new EnforcedBans(store.offences(), () -> rules.bansEnforced());
        this.knocks = new Knocks(network -> store.offences()
                .standing(new ClientNetwork(network), environment.clock().instant())
                .isPresent());
        this.meters.checks(CheckNames.ALL);
        this.meters.store(store::status);
        this.meters.verdicts(store.verdicts()::status);
        this.meters.dns(dns::status);
        this.meters.droppedLines(environment.logging()::droppedLines);
        this.reloader = new Reloader(environment.configuration(), this::apply, this::reloaded);
        this.admin = closer.add(
                AdminServer.start(
                        config.admin().listen(),
                        AdminToken.loadOrCreate(config.admin(), config.stateDir(), environment.random()),
                        new AdminServices(
                                environment.build(),
                                environment.clock(),
                                () -> ready,
                                store::status,
                                meters,
                                store.offences()::standingBans,
                                new Pardon(store.offences(), environment.clock())::lift,
                                new Accounts(store, () -> rules, knocks, environment.clock()),
                                (inquiry, loop) -> rules.decider().decide(inquiry, loop),
                                reloader,
                                new OwnLists(ownList, () -> rules.ownList(), () -> rules.exemptNetworks()),
                                new LookupServices(
                                        dns::status,
                                        health::status,
                                        subject -> rules.dnsbl().test(subject)),
                                firewallServices())),
                AdminServer::close);
        this.listener = closer.add(
                PolicyListener.start(
                        config.listen(),
                        config.server(),
                        (inquiry, loop) -> rules.decider().decide(inquiry, loop),
                        meters,
                        environment.clock()),
                started -> started.drain(DRAIN));
        var unused = new KnockFeedback(
                        knocks,
                        store.offences(),
                        () -> rules.banRules(),
                        this::neverBannedWithin,
                        meters,
                        environment.clock())
                .start(lists);
        closer.add(watch(config.watch()), Watch::close);
        if (config.firewall().inServe()) {
            closer.add(worker(loaded), WorkerWithin::stop);
        }
        this.ranges.start();
        this.ready = true;
    }

    private Watch watch(WatchConfig config) throws IOException {
        List<Watch.Log> logs =
                Watching.logs(config, store.offences()::mark, environment.clock(), environment.nanoTime());
        Watch started = Watch.start(
                logs,
                new Watch.Parts(
                        Watching.settings(config),
                        config.zone(),
                        () -> rules.sightings(),
                        Watching.acquaintances(logins, ownVerdicts, address -> rules.exempt(address)),
                        meters.watch(),
                        environment.clock(),
                        environment.nanoTime()));
        meters.watch(logs.stream().map(log -> log.source().name()).toList(), started::status, started::lost);
        return started;
    }

    /** It speaks with this server as one of its own process does, by the feed. */
    private WorkerWithin worker(LoadResult.Loaded loaded) throws IOException {
        try {
            return WorkerWithin.start(loaded.config(), admin.address(), environment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at the start of the firewall's worker", e);
        }
    }

    /**
     * Starts a server.
     *
     * @param loaded its configuration
     * @param environment the process that it runs in
     * @return the server, answering already
     * @throws StartException when it cannot; then nothing is left running
     */
    public static PolicyServer start(LoadResult.Loaded loaded, ServerEnvironment environment) throws StartException {
        Closer closer = new Closer();
        try {
            return new PolicyServer(loaded, environment, closer);
        } catch (StoreException | IOException | RefusedException e) {
            closer.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What is wrong with the files that a configuration names, one line each: with any of it a start and a reload are refused.
     * Reads them all.
     */
    public static List<String> problems(DoorwardConfig config) {
        try {
            RuleFiles.read(config);
            return List.of();
        } catch (RefusedException e) {
            return e.problems();
        }
    }

    private static StoreConfig storeConfig(DoorwardConfig config) {
        Ages ages = Ruleset.ages(config.greylist(), config.store());
        return new StoreConfig(
                config.stateDir(),
                config.store().sync() == StoreSection.Sync.COMMIT,
                config.store().batchLimit(),
                config.store().queueLimit(),
                config.store().generationSpan(),
                config.store().generationRows(),
                config.store().pendingLimit(),
                ages.pending(),
                ages.passed(),
                ages.offences(),
                ages.bans(),
                StoreConfig.BAN_LIMIT,
                config.store().cacheEntries(),
                config.store().databaseCacheBytes(),
                config.store().connections(),
                config.store().whenDamaged() == StoreSection.WhenDamaged.START_EMPTY,
                new VerdictLimits(
                        config.store().verdictQueue(),
                        config.store().verdictRate(),
                        config.store().verdictLimit(),
                        config.store().verdictAge()));
    }

    private static KeptList keptList(Path stateDir) throws RefusedException {
        ListReading<KeptList> opened = KeptList.open(KeptList.file(stateDir));
        if (opened instanceof ListReading.Bad<KeptList> bad) {
            throw new RefusedException(
                    bad.problems().stream().map(ListProblem::toString).toList());
        }
        return ((ListReading.Good<KeptList>) opened).value();
    }

    private Ruleset ruleset(LoadResult.Loaded from) throws RefusedException {
        return new Ruleset(
                from,
                new Lasting(
                        store.greylist(),
                        store.offences(),
                        rates,
                        ownList,
                        host::why,
                        environment.clock(),
                        environment.random()),
                new Lookups(dns, health, dns::after, ranges),
                lists,
                environment.nanoTime(),
                meters,
                List.of(meters, decisionLog, verdictRecorder, logins, ownVerdicts));
    }

    private FirewallServices firewallServices() {
        return new FirewallServices(
                enforcedBans,
                () -> rules.neverFacts(logins.networks()),
                knocks,
                new OperatorBans(
                        store.offences(),
                        () -> rules.banRules(),
                        this::neverBannedWithin,
                        meters,
                        environment.clock(),
                        environment.random())::ban,
                new Reports(store.offences(), () -> rules.sightings(), environment.clock()));
    }

    /** Who bans by hand in the server's first second waits for what the host says. */
    private CompletionStage<Optional<String>> neverBannedWithin(Cidr network) {
        return host.asked().thenCompose(known -> rules.neverBannedWithin(network));
    }

    private static Duration longestMemory(DnsConfig dns) {
        return dns.ttlMost().compareTo(dns.negativeTtlMost()) > 0 ? dns.ttlMost() : dns.negativeTtlMost();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Where policy requests are answered, as Postfix writes it. */
    public List<String> listening() {
        return listener.addresses().stream().map(PolicyServer::notation).toList();
    }

    private static String notation(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return new ListenAddress.Inet(inet.getAddress().getHostAddress(), inet.getPort()).toString();
        }
        return new ListenAddress.Unix(((UnixDomainSocketAddress) address).getPath()).toString();
    }

    /** Where the admin listener listens. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** The event loops; while these run what they are given, the server is alive. */
    public List<Executor> eventLoops() {
        List<Executor> loops = new ArrayList<>(listener.eventLoops());
        loops.add(admin.loop());
        return loops;
    }

    /** Reads the configuration anew. A bad one is refused, and the old one stays. */
    public ReloadOutcome reload() {
        return reloader.get();
    }

    /** Has something hear of each reload from now on, whoever asked for it; it may block for a short time. */
    public void afterReload(Consumer<ReloadOutcome> listener) {
        afterReload = listener;
    }

    /** Whether verdicts count now: a reload may have changed it. */
    public DoorwardConfig.Mode mode() {
        return rules.mode();
    }

    private void reloaded(ReloadOutcome outcome) {
        meters.reloaded(outcome instanceof ReloadOutcome.Accepted);
        afterReload.accept(outcome);
    }

    private synchronized ReloadOutcome apply(LoadResult.Loaded loaded) {
        DoorwardConfig next = loaded.config();
        Ruleset old = rules;
        try {
            rules = ruleset(loaded);
        } catch (RefusedException e) {
            return new ReloadOutcome.Refused(e.problems());
        }
        old.close();
        health.keep(next.dnsbl());
        enforcedBans.reloaded();
        store.keep(Ruleset.ages(next.greylist(), next.store()));
        environment.logging().apply(next.log());
        decisionLog.enable(next.log().decisions());
        return new ReloadOutcome.Accepted(List.copyOf(RestartNeeded.between(started, loaded)));
    }

    /** Accepts no more, answers what was asked, commits, and closes. Takes at most about 5 s, whatever the disk does. */
    @Override
    public void close() {
        ready = false;
        closer.close();
        LOG.debug("Closed");
    }
}
