package org.doorward.firewall.egress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final String script;
    private final EgressWatch watch;
    private final InstantSource clock;
    private final Deque<Instant> healed = new ArrayDeque<>();
    private boolean givenUp;
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
        this.script = EgressScript.install(settings, uids, local);
        this.watch = new EgressWatch(nft, settings.where(), window);
        this.clock = clock;
    }

    /** What {@link #install} has done, as a transaction of nftables. */
    public String plan() {
        return script;
    }

    /** Puts it in place, in one step. */
    public void install() throws FirewallException {
        nft.run(script, PATIENCE);
        givenUp = false;
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
     * Looks: puts it in place again when it is gone, and tells who was refused. To be called every ten seconds or so.
     *
     * @return whom to tell of, each at most once a window
     */
    public List<Rogue> step() throws FirewallException {
        Instant now = clock.instant();
        Optional<Map<String, Long>> counters = watch.look();
        if (counters.isEmpty()) {
            status = new Status(false, 0, 0, status.healed());
            heal(now);
            return List.of();
        }
        status = new Status(
                true,
                counters.get().getOrDefault(EgressScript.ALLOWED, 0L),
                counters.get().getOrDefault(EgressScript.ROGUE, 0L),
                status.healed());
        return watch.read(counters.get(), now);
    }

    private void heal(Instant now) throws FirewallException {
        healed.removeIf(before -> Duration.between(before, now).compareTo(HEALED_WITHIN) > 0);
        if (givenUp) {
            return;
        }
        if (healed.size() >= MOST_HEALED) {
            givenUp = true;
            LOG.error(
                    "The outbound lock was taken away {} times within {} min; it stays away until the next start",
                    MOST_HEALED + 1,
                    HEALED_WITHIN.toMinutes());
            return;
        }
        LOG.warn("The outbound lock is gone; it is put in place again");
        healed.add(now);
        nft.run(script, PATIENCE);
        status = new Status(true, 0, 0, status.healed() + 1);
    }

    /** How it stood at the last {@link #step}. */
    public Status status() {
        return status;
    }

    /**
     * How the lock stands.
     *
     * @param inPlace whether it is there
     * @param allowed connections that were let pass since it was put in place
     * @param refused connections that were refused, or would have been
     * @param healed how often it was put in place again
     */
    public record Status(boolean inPlace, long allowed, long refused, long healed) {}
}
