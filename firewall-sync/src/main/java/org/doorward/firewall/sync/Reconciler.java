package org.doorward.firewall.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.sync.Holding.By;
import org.doorward.firewall.sync.SyncCounts.Drift;
import org.doorward.firewall.sync.SyncStatus.FeedStatus;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a firewall equal to the bans that stand, a step at a time.
 *
 * <p>It goes by states, not by events: what is intended is compared with what is believed to be held, and now and then with what is
 * really held. An event that was missed is made good by the next look. Used by one thread; only {@link #gone} may be called by any.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Bans that have ended are let go of so often: the firewall has its own time-outs. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    /** After a failure the firewall is left alone for a while, longer each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** More changes than this are faster made by a rebuild. */
    private static final int REBUILD_FROM = 4 * Firewall.MOST_CHANGES;

    private final Firewall firewall;
    private final SyncSettings settings;
    private final BooleanSupplier held;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Intention intention = new Intention();
    private final Gap gap;
    private final Patience patience = new Patience();
    private final SyncCounts counts = new SyncCounts();
    private final Every sweep;
    private final Every look;
    private final Every audit;
    private List<Cidr> drop = List.of();
    private boolean networksChanged;
    private boolean wantsWhole;
    private Standing standing = Standing.STARTING;
    private final Holding holding = new Holding();
    private final Presence presence = new Presence();
    private String why = "";
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final ClockWatch clocks;
    private long pausedUntil;
    private Map<String, Long> packets = Map.of();
    private volatile boolean toldGone;
    private final Beginning beginning;

    /** How the loop stands. */
    enum Standing {
        /** Nothing has been pushed yet. */
        STARTING,
        /** The firewall holds what it should, or is about to. */
        IN_STEP,
        /** What is ours has to be made anew. */
        REBUILDING,
        /** The last attempt failed; another one follows. */
        FAILING,
        /** The operator has put it to sleep, or has taken it away too often: nothing is done. */
        HELD
    }

    /**
     * A loop that has done nothing yet.
     *
     * @param firewall what is to be made equal
     * @param settings how often what is done
     * @param held whether the operator wants it left alone
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     */
    Reconciler(
            Firewall firewall, SyncSettings settings, BooleanSupplier held, InstantSource clock, LongSupplier nanos) {
        this.firewall = firewall;
        this.settings = settings;
        this.gap = new Gap(intention, settings.mostBans());
        this.held = held;
        this.clock = clock;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.clocks = new ClockWatch(clock.instant(), now);
        this.pausedUntil = now;
        this.beginning = new Beginning(now);
        this.sweep = new Every(SWEEP_EVERY, now);
        this.look = new Every(settings.lookEvery(), now);
        this.audit = new Every(settings.auditEvery(), now);
    }

    /** Takes in what was saved last. */
    void remember(News saved) {
        gap.mayDiffer(intention.hear(saved));
    }

    /** Takes news of bans in. */
    void hear(News news) {
        if (!beginning.over() && holding.isBy(By.SLEEP)) {
            // A start makes all anew, whether the server answers at once or later.
            resume();
        }
        beginning.end();
        gap.mayDiffer(intention.hear(news));
    }

    /** Whether all bans are to be asked for; true once for each reason: some may be intended that are none, or some that stand be forgotten. */
    boolean wantsWhole() {
        boolean wants = wantsWhole;
        wantsWhole = false;
        return wants;
    }

    /**
     * From now on these are protected, and these dropped.
     *
     * @param lists networks of drop lists
     */
    void guard(NeverBanned never, List<Cidr> lists) {
        networksChanged |= !lists.equals(drop)
                || !never.networks().equals(intention.never().networks());
        gap.mayDiffer(intention.guard(never));
        drop = List.copyOf(lists);
    }

    /** Somebody saw that what is ours was taken away. Any thread may say so. */
    void gone() {
        toldGone = true;
    }

    /** Does what is due. */
    void step() {
        long now = nanos.getAsLong();
        if (held.getAsBoolean()) {
            hold(By.COMMAND, "the operator wants it left alone (doorward firewall off)");
            return;
        }
        if (now - pausedUntil < 0) {
            return;
        }
        if (standing == Standing.HELD && (look.due(now) || holding.isBy(By.COMMAND))) {
            resumeIfUndone();
        }
        if (standing == Standing.HELD) {
            return;
        }
        watchClocks(now);
        try {
            boolean lookIsDue = look.due(now);
            if (toldGone || lookIsDue) {
                look();
            }
            if (standing == Standing.HELD) {
                return;
            }
            if (!beginning.over() && leavesIt(now)) {
                return;
            }
            if (standing != Standing.IN_STEP || gap.size() > REBUILD_FROM) {
                rebuild();
            }
            if (networksChanged) {
                firewall.replace(intention.never().networks(), drop);
                networksChanged = false;
            }
            apply();
            if (sweep.due(now)) {
                sweep();
            }
            if (audit.due(now) && gap.held() <= settings.auditAtMost()) {
                audit();
            }
            backoff.well();
        } catch (FirewallException e) {
            failed(e);
        }
    }

    /** Whether the firewall is left as it is at the beginning. */
    private boolean leavesIt(long now) throws FirewallException {
        Look seen = firewall.look();
        if (seen.state() == Firewall.State.ASLEEP) {
            hold(By.SLEEP, "it was put to sleep by hand");
            return true;
        }
        if (seen.state() == Firewall.State.GONE) {
            return false;
        }
        if (beginning.leaves(seen.state(), now)) {
            return true;
        }
        wantsWhole |= beginning.adopt(firewall, seen.state(), intention, gap, clock.instant());
        return false;
    }

    /** A clock that was set makes all ends wrong that the firewall holds, and what has ended by a wrong one is forgotten. */
    private void watchClocks(long now) {
        if (!clocks.wasSet(clock.instant(), now)) {
            return;
        }
        wantsWhole = true;
        if (standing == Standing.IN_STEP) {
            LOG.warn("The host's clock was set: all bans get their ends anew");
            counts.drift(Drift.CLOCK, 1);
            standing = Standing.REBUILDING;
        }
    }

    private void look() throws FirewallException {
        toldGone = false;
        if (presence.isOwed()) {
            // Else a table that slept at the start would be left asleep, though the start makes it anew.
            return;
        }
        Look seen = firewall.look();
        packets = seen.counters();
        switch (seen.state()) {
            case IN_PLACE -> {}
            case ASLEEP -> hold(By.SLEEP, "it was put to sleep by hand");
            case GONE -> drifted(Drift.GONE, "it was taken away");
            case ALTERED -> drifted(Drift.ALTERED, "it was altered: " + seen.detail());
        }
    }

    private void drifted(Drift kind, String what) {
        if (!presence.lose()) {
            // Nobody took it away again: it could not be made since.
            return;
        }
        if (patience.exhausted(nanos.getAsLong())) {
            hold(
                    By.STRUGGLE,
                    what + ", more than " + Patience.TIMES + " times within " + Patience.WITHIN.toMinutes()
                            + " minutes; \"doorward firewall on\" begins anew");
            return;
        }
        LOG.warn("The firewall was changed by somebody: {}. It is made anew.", what);
        counts.drift(kind, 1);
        standing = Standing.REBUILDING;
    }

    private void hold(By by, String reason) {
        if (holding.begin(by)) {
            LOG.warn("The firewall is left alone: {}", reason);
            standing = Standing.HELD;
            why = reason;
        }
    }

    private void resumeIfUndone() {
        try {
            if (holding.isUndone(firewall)) {
                resume();
            }
        } catch (FirewallException e) {
            LOG.debug("while it is left alone", e);
        }
    }

    /** Begins anew after it was left alone. */
    void resume() {
        LOG.info("The firewall is made equal to the bans again");
        patience.renew();
        holding.end();
        presence.owe();
        why = "";
        standing = Standing.REBUILDING;
    }

    private void rebuild() throws FirewallException {
        Instant now = clock.instant();
        long began = nanos.getAsLong();
        Wanted wanted = new Wanted(gap.whole(now), intention.never().networks(), drop);
        firewall.rebuild(wanted, now);
        beginning.end();
        presence.made();
        gap.rebuilt(wanted.bans());
        networksChanged = false;
        long millis = Duration.ofNanos(nanos.getAsLong() - began).toMillis();
        counts.rebuilt(millis, now);
        LOG.info("The firewall was made anew with {} bans in {} ms", gap.held(), millis);
        standing = Standing.IN_STEP;
        why = "";
    }

    /** Ends before begins: nobody is to wait for his freedom behind a wave of bans. */
    private void apply() throws FirewallException {
        while (gap.size() > 0) {
            Instant now = clock.instant();
            Gap.Changes next = gap.next(now);
            if (!next.ends().isEmpty()) {
                firewall.apply(new BanChanges(next.ends(), List.of()), now);
                gap.ended(next);
            }
            if (!next.begins().isEmpty()) {
                firewall.apply(new BanChanges(List.of(), next.begins()), now);
                gap.begun(next);
            }
            if (!next.ends().isEmpty() || !next.begins().isEmpty()) {
                counts.applied(next.begins().size(), next.ends().size(), now);
            }
            gap.closed(next);
        }
    }

    private void sweep() {
        if (gap.sweep(clock.instant())) {
            // There is room again for those that were left out.
            standing = Standing.REBUILDING;
        }
    }

    private void audit() throws FirewallException {
        Instant now = clock.instant();
        Audit.Difference differs = gap.audit(firewall.read(now), now);
        counts.drift(Drift.MISSING, differs.missing().size());
        counts.drift(Drift.OTHER_END, differs.otherEnd().size());
        counts.drift(Drift.FOREIGN, differs.foreign().size());
        gap.found(differs, settings.foreign() == SyncSettings.Foreign.REMOVE);
        if (gap.size() > 0 || !differs.foreign().isEmpty()) {
            LOG.warn(
                    "The firewall differs from the bans: {} missing, {} with another end, {} that are not ours",
                    differs.missing().size(),
                    differs.otherEnd().size(),
                    differs.foreign().size());
        }
        apply();
    }

    private void failed(FirewallException failure) {
        counts.failed(failure);
        boolean hopeful = failure.isHopeful();
        if (standing != Standing.FAILING || !hopeful) {
            LOG.error("The firewall cannot be made equal to the bans: {}", failure.getMessage());
        }
        standing = Standing.FAILING;
        why = String.valueOf(failure.getMessage());
        Duration pause = hopeful ? backoff.failed() : backoff.hopeless();
        pausedUntil = nanos.getAsLong() + pause.toNanos();
    }

    /** How it stands. */
    SyncStatus status(FeedStatus feed) {
        return new SyncStatus(
                clock.instant(),
                standing.name().toLowerCase(Locale.ROOT),
                why,
                firewall.name(),
                intention.size(),
                gap.held(),
                gap.size(),
                intention.refused(),
                gap.noRoom(),
                intention.never().networks().size(),
                drop.size(),
                gap.elements(drop),
                packets,
                counts.named(),
                counts.lastChange(),
                counts.lastError(),
                feed);
    }

    /** Whether a ban of exactly this network is believed to be there. */
    boolean holds(Cidr network) {
        return gap.holds(network);
    }

    /** The bans that the feed told of, to be saved. */
    Intention intention() {
        return intention;
    }
}
