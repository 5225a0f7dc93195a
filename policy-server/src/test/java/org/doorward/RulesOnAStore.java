package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.doorward.check.rate.RateMemory;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Inquiries;
import org.doorward.dns.ZoneDns;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.observe.VerdictRecorder;
import org.doorward.ownlist.OwnList;
import org.doorward.real.Waiting;
import org.doorward.score.Offenders;
import org.doorward.spf.SenderRanges;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.net.IpAddress;

/** The real rules on a real store, in a time that the test moves, with a DNS that knows what the test has told it. */
final class RulesOnAStore implements AutoCloseable {

    final ZoneDns dns = new ZoneDns();
    final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    volatile Instant now = Inquiries.NOON;

    private final Path folder;
    private final LongSupplier nanos;
    final Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
    private final Store store;
    private final SenderRanges ranges;
    private Optional<Ruleset> rules = Optional.empty();

    /**
     * Opens the store.
     *
     * @param folder of the test's
     * @param stands whether the steady clock shows the test's time too, in which no decision takes any; else it is the machine's
     */
    RulesOnAStore(Path folder, boolean stands) throws Exception {
        this.folder = folder;
        nanos = stands ? () -> Duration.between(Instant.EPOCH, now).toNanos() : System::nanoTime;
        store = Store.open(
                StoreConfig.defaults(folder.resolve("state")), meters, () -> now, System::nanoTime, new Random(7));
        dns.txt("large.test", "v=spf1 ip4:203.0.113.0/24 -all").mx("large.test", 10, "mx.large.test");
        ranges = new SenderRanges(dns, List.of("large.test"), Duration.ofHours(1), loop, new Random(7));
        ranges.start();
        // Until then the score of a newcomer has to be looked up, and a trap does not wait for that.
        Waiting.until("the store's memory to be whole", this::knowsWhoDidNothing);
        while (ranges.sizes().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private boolean knowsWhoDidNothing() {
        CompletableFuture<Offender> looked = store.offences()
                .look(Offenders.of(IpAddress.parse("192.0.2.1").orElseThrow()))
                .toCompletableFuture();
        return looked.isDone() && !looked.isCompletedExceptionally();
    }

    /**
     * Puts rules in force, with lists that nobody has asked yet.
     *
     * @param toml the configuration, which stands in {@code doorward.toml} then
     * @param settings what goes before it
     */
    void enforce(String toml, List<String> settings) {
        rules.ifPresent(Ruleset::close);
        try {
            Path file = Files.writeString(folder.resolve("doorward.toml"), toml);
            LoadResult loaded = new ConfigLoader(
                            file, Map.of(), Set.copyOf(CheckNames.ALL), new StateDirectory(Map.of(), folder, folder))
                    .load(Optional.empty(), settings);
            assertThat(loaded).as("%s", loaded).isInstanceOf(LoadResult.Loaded.class);
            rules = Optional.of(ruleset((LoadResult.Loaded) loaded));
        } catch (IOException | RefusedException e) {
            throw new AssertionError(e);
        }
    }

    private Ruleset ruleset(LoadResult.Loaded loaded) throws RefusedException {
        Timer timer = (wait, task) -> {
            var later = loop.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
            return () -> later.cancel(false);
        };
        Timer never = (wait, task) -> () -> {};
        List<DecisionListener> listeners = List.of(new VerdictRecorder(store.verdicts()));
        return new Ruleset(
                loaded,
                new Lasting(
                        store.greylist(),
                        store.offences(),
                        new RateMemory(nanos, new Random(1), meters::rateLimited),
                        () -> OwnList.EMPTY,
                        network -> Optional.empty(),
                        () -> now,
                        new Random(7)),
                new Lookups(
                        dns,
                        new HealthBook(dns, never, () -> now, Duration.ofHours(1), DnsblEvents.IGNORED),
                        timer,
                        ranges),
                loop,
                nanos,
                meters,
                listeners);
    }

    /** What is in force. */
    Ruleset rules() {
        return rules.orElseThrow();
    }

    Store store() {
        return store;
    }

    /** The ban of a client that stands. */
    Optional<Ban> ban(String client) {
        return store.offences().standing(IpAddress.parse(client).orElseThrow(), now);
    }

    /** Waits for what does not fail, and does not take long. */
    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        rules.ifPresent(Ruleset::close);
        store.close();
        loop.shutdownNow();
    }
}
