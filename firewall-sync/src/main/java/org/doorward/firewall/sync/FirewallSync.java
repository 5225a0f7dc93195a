package org.doorward.firewall.sync;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.feed.SavedBans;
import org.doorward.firewall.sync.SyncStatus.FeedStatus;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a firewall equal to the bans that stand: one thread listens to the feed, and one does all that is done to the firewall. Neither
 * ends by a fault; whatever fails is tried again.
 */
public final class FirewallSync {

    private static final Logger LOG = LoggerFactory.getLogger(FirewallSync.class);

    /** A change waits no longer than this, and a wave of them makes one batch. */
    private static final Duration CYCLE = Duration.ofMillis(500);

    /** A question that waits is not cut short, so this also bounds how long bans stay away that had ended by a wrong clock. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration SAVE_EVERY = Duration.ofSeconds(30);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    /** The feed answers one question at a time, so hardly more than one can wait; the bound is against a fault. */
    private static final int MOST_NEWS = 64;

    private final Firewall firewall;
    private final BanFeed feed;
    private final SavedBans saved;
    private final Parts parts;
    private final Duration knocksEvery;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Reconciler reconciler;
    private final BlockingQueue<News> inbox = new LinkedBlockingQueue<>(MOST_NEWS);
    private final Thread listener = new Thread(this::listen, "firewall-feed");
    private final Thread worker = new Thread(this::work, "firewall-sync");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean stopping;
    /** Whether the feed is to be asked for all bans, when what it was asked last is answered. */
    private volatile boolean wholeIsDue;

    private volatile FeedStatus feedStatus = new FeedStatus("", Instant.EPOCH, "not asked yet", 0);
    private @Nullable String revision;
    private boolean unsaved;
    private long savedAt;
    private long knocksAt;
    /** Packets since this start, of networks whose ban is there. */
    private final Map<Cidr, Long> knocked = new HashMap<>();

    /**
     * What the loop speaks with.
     *
     * @param guard gives whom nothing may touch; asked each cycle, must answer from memory
     * @param drop gives the networks of the drop lists; likewise
     * @param held whether the operator wants the firewall left alone
     * @param knocks hears who has knocked since it was told last, with all packets since the start; often nobody. Hears nothing while the
     *     firewall is not in step
     * @param status hears how it stands, after each cycle
     */
    public record Parts(
            Supplier<NeverBanned> guard,
            Supplier<List<Cidr>> drop,
            BooleanSupplier held,
            Consumer<List<Knock>> knocks,
            Consumer<SyncStatus> status) {}

    /**
     * A loop that has not begun.
     *
     * @param firewall what is kept equal; not closed with this
     * @param feed says what to
     * @param saved the last good set
     * @param parts what the loop speaks with
     * @param settings how often what is done
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     */
    public FirewallSync(
            Firewall firewall,
            BanFeed feed,
            SavedBans saved,
            Parts parts,
            SyncSettings settings,
            InstantSource clock,
            LongSupplier nanos) {
        this.firewall = firewall;
        this.feed = feed;
        this.saved = saved;
        this.parts = parts;
        this.knocksEvery = settings.knocksEvery();
        this.clock = clock;
        this.nanos = nanos;
        this.reconciler = new Reconciler(firewall, settings, parts.held(), clock, nanos);
        this.savedAt = nanos.getAsLong();
        this.knocksAt = savedAt;
        listener.setDaemon(true);
        worker.setDaemon(true);
    }

    /** Begins with what was saved last, and then follows the feed. */
    public void start() {
        try {
            Optional<News> last = saved.load();
            last.ifPresent(news -> {
                revision = news.revision();
                feed.begin(news);
                reconciler.remember(news);
                LOG.info(
                        "Starting with {} bans that were saved last",
                        news.changes().begin().size());
            });
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
        worker.start();
        listener.start();
    }

    /** Waits until what was saved last has been pushed, or that has failed. Returns whether it was so in time. */
    public boolean awaitBegin(Duration patience) throws InterruptedException {
        return begun.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listen() {
        String since = revision;
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        // What was saved may be of today: whether the server is there is to be known at once.
        Duration patience = Duration.ZERO;
        boolean heard = false;
        ClockWatch clocks = new ClockWatch(clock.instant(), nanos.getAsLong());
        while (!stopping) {
            if (clocks.wasSet(clock.instant(), nanos.getAsLong())) {
                // What has ended by a wrong clock the feed has forgotten, and is no news to the server.
                since = null;
            }
            if (wholeIsDue) {
                wholeIsDue = false;
                since = null;
            }
            try {
                News news = feed.next(since, patience);
                patience = PATIENCE;
                since = news.revision();
                if (!feedStatus.error().isEmpty()) {
                    LOG.info("The feed of bans is heard");
                }
                feedStatus = new FeedStatus(since, clock.instant(), "", feed.waiting());
                if (news.whole() || !news.changes().isEmpty() || !heard) {
                    inbox.put(news);
                    heard = true;
                }
                backoff.well();
            } catch (IOException e) {
                if (!feedStatus.error().equals(e.getMessage())) {
                    LOG.warn("The feed of bans is not heard: {}. The firewall keeps what it holds.", e.getMessage());
                }
                feedStatus = new FeedStatus(
                        feedStatus.revision(), feedStatus.heard(), String.valueOf(e.getMessage()), feed.waiting());
                if (!sleep(backoff.failed())) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("The feed goes on after a fault that it must not have", e);
                if (!sleep(LONGEST_PAUSE)) {
                    return;
                }
            }
        }
    }

    /** Waits, but for a stop. Returns whether there was none. */
    private boolean sleep(Duration time) {
        try {
            return !stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void work() {
        firewall.watch(reconciler::gone);
        while (!stopping) {
            try {
                cycle(inbox.poll(CYCLE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                LOG.error("The loop goes on after a fault that it must not have", e);
            }
        }
        if (unsaved) {
            save();
        }
    }

    private void cycle(@Nullable News first) {
        List<News> all = new ArrayList<>();
        if (first != null) {
            all.add(first);
            inbox.drainTo(all);
        }
        for (News news : all) {
            reconciler.hear(news);
            revision = news.revision();
            unsaved = true;
        }
        reconciler.guard(parts.guard().get(), parts.drop().get());
        reconciler.step();
        if (reconciler.wantsWhole()) {
            wholeIsDue = true;
        }
        long now = nanos.getAsLong();
        if (unsaved && now - savedAt >= SAVE_EVERY.toNanos()) {
            save();
        }
        SyncStatus status = reconciler.status(feedStatus);
        if (now - knocksAt >= knocksEvery.toNanos()) {
            knocksAt = now;
            // A firewall that drops nobody counts nobody, and whoever is not counted is taken for quiet.
            if (status.inStep()) {
                tellKnocks();
            }
        }
        parts.status().accept(status);
        begun.countDown();
    }

    private void save() {
        savedAt = nanos.getAsLong();
        try {
            List<FirewallBan> bans = List.copyOf(reconciler.intention().told());
            saved.save(new News(String.valueOf(revision), true, new BanChanges(List.of(), bans)));
            unsaved = false;
        } catch (IOException e) {
            LOG.warn("The bans cannot be saved for the next start: {}", e.getMessage());
        }
    }

    /** Told also when nobody knocked: only who hears nothing knows that it is quiet. */
    private void tellKnocks() {
        try {
            List<Knock> grown = new ArrayList<>();
            for (Knock knock : firewall.knocks()) {
                long packets = knocked.merge(knock.network(), knock.packets(), Long::sum);
                grown.add(new Knock(knock.network(), packets));
            }
            knocked.keySet().removeIf(network -> !reconciler.holds(network));
            parts.knocks().accept(grown);
        } catch (FirewallException e) {
            LOG.debug("who knocked cannot be read now", e);
        }
    }

    /** Pushes the bans that are held back because they were too many at once. */
    public void letIn() {
        feed.letIn();
    }

    /** Ends the loop, and leaves the firewall as it is. */
    public void stop() {
        stopping = true;
        stopped.countDown();
        listener.interrupt();
        try {
            worker.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
