package org.doorward.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.FirewallConfig;
import org.doorward.firewall.FeedText;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.droplist.DropLists;
import org.doorward.firewall.egress.Rogue;
import org.doorward.firewall.feed.HttpBanFeed;
import org.doorward.firewall.feed.SavedBans;
import org.doorward.firewall.feed.ServerLink;
import org.doorward.firewall.guard.Breaker;
import org.doorward.firewall.guard.CautiousFeed;
import org.doorward.firewall.guard.MailFacts;
import org.doorward.firewall.guard.NeverBan;
import org.doorward.firewall.guard.NeverBans;
import org.doorward.firewall.report.OperatorsWord;
import org.doorward.firewall.sync.FirewallSync;
import org.doorward.firewall.sync.SyncSettings;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker that keeps the firewall equal to the bans, with all that it needs. All wiring is here. */
public final class FirewallWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FirewallWorker.class);

    /** An address that the host gets, or somebody who logs in, is protected within so long. */
    private static final Duration GUARD_EVERY = Duration.ofMinutes(1);

    /** The server knows of those who log in; that may be a little old. */
    private static final Duration FACTS_EVERY = Duration.ofMinutes(5);

    /** Lists that are due are fetched; they are so twice a day. */
    private static final Duration LISTS_EVERY = Duration.ofMinutes(1);

    /** A rebuild of 100,000 bans takes a second; who starts next, Postfix, waits for it. */
    private static final Duration BEGINNING = Duration.ofSeconds(15);

    private static final Duration OPERATOR_EVERY = Duration.ofSeconds(1);
    private static final Duration EGRESS_EVERY = Duration.ofSeconds(10);
    private static final String OFFENCES_PATH = "/api/v1/offences";
    private static final String KNOCKS_PATH = "/api/v1/bans/knocks";

    /** A line has 62 characters at most, and the server takes bodies of 64 KiB. */
    private static final int KNOCKS_A_PART = 1000;

    private final DoorwardConfig config;
    private final Firewall firewall;
    private final ServerLink server;
    private final MailFacts facts = new MailFacts();
    private final NeverBans neverBans;
    private final FirewallSync sync;
    private final DropLists dropLists;
    private final Egress egress;
    private final OperatorsWord letIn;
    private final OperatorsWord anew;
    private final Runnable beginAnew;
    private final InstantSource clock;
    private final ScheduledExecutorService chores =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "firewall-chores"));
    /** A list's server may drip for minutes; nobody else is to wait for it. */
    private final ScheduledExecutorService lists =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "firewall-lists"));

    private volatile boolean factsTold = true;
    private boolean endsSoon;

    private FirewallWorker(
            DoorwardConfig config, WorkerPlaces places, InstantSource clock, LongSupplier nanos, Runnable beginAnew)
            throws IOException, InterruptedException {
        FirewallConfig settings = config.firewall();
        this.config = config;
        this.clock = clock;
        this.firewall = Backends.of(config);
        this.server = new ServerLink(places.server(), Tokens.of(config, places.tokenFile()), nanos);
        this.neverBans = new NeverBans(NeverBanSources.of(config, places, facts, clock), clock);
        this.dropLists = DropListSources.of(settings, places, clock, nanos);
        this.egress = Egress.of(config, clock, this::report);
        CautiousFeed feed = new CautiousFeed(
                new HttpBanFeed(server), new Breaker(storm(settings.limits().stormBans()), nanos), clock);
        SavedBans saved = new SavedBans(places.stateDir().resolve("bans"));
        Hold hold = new Hold(places.stateDir(), clock);
        this.beginAnew = beginAnew;
        this.letIn = OperatorsWord.letIn(places.stateDir());
        this.anew = OperatorsWord.beginAnew(places.stateDir());
        this.sync = new FirewallSync(
                firewall,
                feed,
                saved,
                new FirewallSync.Parts(
                        neverBans::current,
                        () -> dropLists.networks(neverBans.current()),
                        hold::isHeld,
                        this::tellKnocks,
                        new StatusFiles(places.stateDir(), settings.metricsFile(), nanos)),
                settings(settings),
                clock,
                nanos);
    }

    /** Whether the firewall is to be left alone. */
    private static final class Hold {

        private final OperatorsWord word;
        private final OperatorsWord trial;
        private final InstantSource clock;

        Hold(Path stateDir, InstantSource clock) {
            this.word = OperatorsWord.hold(stateDir);
            this.trial = OperatorsWord.trial(stateDir);
            this.clock = clock;
        }

        boolean isHeld() {
            Instant now = clock.instant();
            return word.holds(now) || trial.holds(now);
        }
    }

    private static Breaker.Limits storm(int perMinute) {
        Breaker.Limits usual = Breaker.Limits.DEFAULT;
        return new Breaker.Limits(perMinute, usual.growth(), Math.max(perMinute, usual.jump()), usual.calm());
    }

    private static SyncSettings settings(FirewallConfig settings) {
        return new SyncSettings(
                settings.timing().look(),
                settings.timing().audit(),
                settings.limits().auditAtMost(),
                Math.min(settings.limits().mostBans(), FeedText.most()),
                settings.timing().knocks(),
                SyncSettings.Foreign.valueOf(settings.foreign().name()));
    }

    /**
     * Starts a worker. Before this returns the firewall holds what was saved last, if it can.
     *
     * @param config the whole configuration
     * @param places where what is
     * @param beginAnew called, by a thread of this worker's, when the operator wants another one with the configuration as it is now
     * @throws IOException when its state directory cannot be had; the message says what to do
     */
    public static FirewallWorker start(
            DoorwardConfig config, WorkerPlaces places, InstantSource clock, LongSupplier nanos, Runnable beginAnew)
            throws IOException, InterruptedException {
        prepare(places.stateDir());
        FirewallWorker worker = new FirewallWorker(config, places, clock, nanos, beginAnew);
        worker.anew.takeBack();
        // Nothing is pushed before it is known whom it must not touch.
        worker.neverBans.refresh();
        worker.chores.execute(worker::fetchFacts);
        worker.repeat(worker::refreshGuard, GUARD_EVERY);
        worker.repeat(worker::fetchFacts, FACTS_EVERY);
        repeat(worker.lists, worker::refreshLists, Duration.ZERO, LISTS_EVERY);
        worker.repeat(worker::hearOperator, OPERATOR_EVERY);
        worker.chores.execute(worker.egress::begin);
        worker.repeat(worker.egress::look, EGRESS_EVERY);
        worker.sync.start();
        if (!worker.sync.awaitBegin(BEGINNING)) {
            LOG.warn("The first push takes long; the worker goes on");
        }
        LOG.info(
                "Keeping {} equal to the bans of the server on {}; state in {}",
                worker.firewall.name(),
                places.server(),
                places.stateDir());
        return worker;
    }

    private static void prepare(Path stateDir) throws IOException {
        try {
            Files.createDirectories(stateDir);
            if (!Files.isWritable(stateDir)) {
                throw new IOException("it cannot be written");
            }
        } catch (IOException e) {
            throw new IOException(
                    "The worker's state directory " + stateDir + " cannot be had (" + e.getMessage()
                            + "). Run this as root, or set firewall.state_dir to one that this user may write",
                    e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void repeat(Runnable chore, Duration every) {
        repeat(chores, chore, every, every);
    }

    private static void repeat(ScheduledExecutorService by, Runnable chore, Duration first, Duration every) {
        Future<?> unused = by.scheduleWithFixedDelay(
                () -> guarded(chore), first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A scheduled task that throws is never run again. */
    private static void guarded(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.error("The worker goes on after a fault that it must not have", e);
        }
    }

    private void refreshGuard() {
        try {
            neverBans.refresh();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refreshLists() {
        try {
            dropLists.refresh();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A user of this host has no address but this host's own. */
    private void report(Rogue rogue) {
        String address = rogue.address().map(IpAddress::toString).orElse("127.0.0.1");
        String evidence = rogue.who() + ", " + rogue.attempts() + " connections to port 25";
        try {
            server.post(
                    OFFENCES_PATH,
                    "application/json",
                    "{\"vector\":\"rogue_sender\",\"address\":\"" + address + "\",\"evidence\":\"" + evidence + "\"}");
        } catch (IOException e) {
            LOG.warn("The server cannot be told of the rogue sender {}: {}", rogue.who(), e.getMessage());
        }
    }

    private void fetchFacts() {
        try {
            Facts.fetch(server, facts, clock.instant());
            factsTold = true;
            refreshGuard();
        } catch (IOException e) {
            if (factsTold) {
                factsTold = false;
                LOG.warn("The server does not say whom it knows as good: {}. What it said last holds.", e.getMessage());
            }
        }
    }

    /** In parts that the server takes; also when there is nobody to tell of. */
    private void tellKnocks(List<Knock> knocks) {
        if (config.firewall().backend() != FirewallConfig.Backend.NFTABLES) {
            // The others cannot tell; the server must not take that for quiet.
            return;
        }
        for (int from = 0; from == 0 || from < knocks.size(); from += KNOCKS_A_PART) {
            String part = text(knocks.subList(from, Math.min(knocks.size(), from + KNOCKS_A_PART)));
            Future<?> unused = chores.submit(() -> guarded(() -> post(part)));
        }
    }

    private static String text(List<Knock> knocks) {
        StringBuilder text = new StringBuilder(32 * knocks.size() + 16);
        knocks.forEach(knock ->
                text.append(knock.network()).append(' ').append(knock.packets()).append('\n'));
        return text.append("end ").append(knocks.size()).append('\n').toString();
    }

    private void post(String knocks) {
        try {
            server.post(KNOCKS_PATH, "text/plain; charset=us-ascii", knocks);
        } catch (IOException e) {
            LOG.debug("who knocks cannot be told now", e);
        }
    }

    /** Whom nothing may touch, as last refreshed. */
    public NeverBan neverBan() {
        return neverBans.current();
    }

    /** An operator has looked at the bans that are held back, or wants other settings, or none to struggle with us any more. */
    private void hearOperator() {
        // It is the next one that takes the word back: until it is there, nothing else must be pushed.
        if (!endsSoon && anew.holds(clock.instant())) {
            endsSoon = true;
            beginAnew.run();
        }
        if (letIn.takeBack()) {
            LOG.info("The bans that were held back are let in, as the operator says");
            sync.letIn();
        }
    }

    private void end() {
        // First who hands out chores.
        sync.stop();
        chores.shutdownNow();
        lists.shutdownNow();
    }

    /** Stops, and leaves the firewall as it is, for another worker to go on with. */
    @Override
    public void close() {
        end();
        firewall.close();
    }

    /** Stops for good. What becomes of the firewall then is a setting. */
    public void stop() {
        end();
        try {
            switch (config.firewall().onStop()) {
                case KEEP -> LOG.info("The firewall keeps its bans; each ends by its own time-out");
                case SLEEP -> firewall.sleep(true);
                case REMOVE -> firewall.remove();
            }
        } catch (FirewallException e) {
            LOG.error("The firewall stays as it is: {}", e.getMessage());
        } finally {
            firewall.close();
        }
    }
}
