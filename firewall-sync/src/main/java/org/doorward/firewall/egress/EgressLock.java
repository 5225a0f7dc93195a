package org.doorward.firewall.egress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.nft.NftCommand;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the outbound lock in place, keeps it there, and tells who is refused. For one thread; each call may block for some seconds. */
public final class EgressLock {

    private static final Logger LOG = LoggerFactory.getLogger(EgressLock.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Who takes it away so often means it. */
    private static final int MOST_HEALED = 3;

    private static final Duration HEALED_WITHIN = Duration.ofMinutes(5);

    private final NftCommand nft;
    private final EgressScript script;
    private final EgressWatch watch;
    private final InstantSource clock;
    private final Deque<Instant> healed = new ArrayDeque<>();
    private boolean installed;

    /** For which state of it nothing is done: asleep, or gone too often; in place for none. */
    private State leftAlone = State.IN_PLACE;

    private Status status = new Status(false, 0, 0, 0);

    /**
     * A lock that is not in place yet.
     *
     * @param nft does it
     * @param settings what the lock does
     * @param uids the numbers of the users whom it lets pass; see {@link HostUsers}
     * @param local networks that are not the world, such as this host's own and private ones
     * @param window how often at most the same one is told of
     * @param clock the time of day
     */
    public EgressLock(
            NftCommand nft,
            EgressSettings settings,
            Collection<Long> uids,
            Collection<Cidr> local,
            Duration window,
            InstantSource clock) {
        this.nft = nft;
        this.script = new EgressScript(settings, uids, local);
        this.watch = new EgressWatch(nft, settings.where(), window);
        this.clock = clock;
    }

    /** What {@link #install} has done, as a transaction of nftables. */
    public String plan() {
        return script.install();
    }

    /** Puts it in place, in one step. */
    public void install() throws FirewallException {
        put();
        healed.clear();
        leftAlone = State.IN_PLACE;
    }

    private void put() throws FirewallException {
        nft.run(script.install(), PATIENCE);
        installed = true;
        watch.anew();
    }

    /** Takes it away. */
    public void remove() throws FirewallException {
        remove(nft);
    }

    /** Takes away whatever lock there is, for when it is switched off. */
    public static void remove(NftCommand nft) throws FirewallException {
        nft.run(EgressScript.remove(), PATIENCE);
    }

    /**
     * Looks: puts it in place again when it is gone or altered, and tells who was refused. To be called every ten seconds or so. One that
     * somebody has put to sleep is left asleep.
     *
     * @return whom to tell of, each at most once a window
     */
    public List<Rogue> step() throws FirewallException {
        Instant now = clock.instant();
        Look seen = nft.list(script::look, PATIENCE, "-t", "-y", "list", "ruleset");
        status = status(seen.state() == State.IN_PLACE, seen.counters());
        if (!installed && seen.state() != State.IN_PLACE) {
            put();
            LOG.info("The outbound lock is in place now");
            status = status(true, Map.of());
            return List.of();
        }
        switch (seen.state()) {
            case GONE -> heal("was taken away", now);
            case ALTERED -> heal("was altered (" + seen.detail() + ")", now);
            case ASLEEP ->
                leave(
                        State.ASLEEP,
                        "The outbound lock was put to sleep by hand, and is left asleep: anybody may send mail from here until"
                                + " \"nft add table inet " + EgressScript.TABLE + "\" or the next start");
            case IN_PLACE -> {
                leftAlone = State.IN_PLACE;
                return watch.read(seen.counters(), now);
            }
        }
        return List.of();
    }

    private Status status(boolean inPlace, Map<String, Long> counters) {
        return new Status(
                inPlace,
                counters.getOrDefault(EgressScript.ALLOWED, 0L),
                counters.getOrDefault(EgressScript.ROGUE, 0L),
                status.healed());
    }

    private void heal(String what, Instant now) throws FirewallException {
        healed.removeIf(before -> Duration.between(before, now).compareTo(HEALED_WITHIN) > 0);
        if (leftAlone == State.GONE || healed.size() >= MOST_HEALED) {
            leave(
                    State.GONE,
                    "The outbound lock " + what + ", more than " + MOST_HEALED + " times within "
                            + HEALED_WITHIN.toMinutes() + " minutes; it is left so until the next start");
            return;
        }
        put();
        // Only what was done counts: who fails for a while, as at boot, has not been taken away by anybody.
        healed.add(now);
        leftAlone = State.IN_PLACE;
        LOG.warn("The outbound lock {}; it is in place again", what);
        status = new Status(true, 0, 0, status.healed() + 1);
    }

    /** Somebody means it; that is said once. */
    private void leave(State why, String told) {
        if (leftAlone != why) {
            leftAlone = why;
            LOG.error("{}", told);
        }
    }

    /** How it stood at the last {@link #step}. */
    public Status status() {
        return status;
    }

    /**
     * How the lock stands.
     *
     * @param inPlace whether it is there, awake and as it was made
     * @param allowed connections that were let pass since it was put in place
     * @param refused connections that were refused, or would have been
     * @param healed how often it was put in place again
     */
    public record Status(boolean inPlace, long allowed, long refused, long healed) {}
}
