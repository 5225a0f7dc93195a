package org.doorward.firewall.sync;

import java.time.Duration;
import java.time.Instant;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time after a start until the feed is heard, or the firewall was made anew. A firewall that is there already holds the bans of the last
 * seconds before a kill, which nobody had saved: so it is left as it is for a while, and then taken for what is intended. Used by one thread.
 */
final class Beginning {

    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    /** So long the feed has to be heard first. */
    private static final Duration FIRST_NEWS = Duration.ofSeconds(5);

    private final long startedAt;
    private boolean over;

    /** One that begins now, on a steady clock in nanoseconds. */
    Beginning(long now) {
        this.startedAt = now;
    }

    /** The feed was heard, or the firewall was made anew. */
    void end() {
        over = true;
    }

    /** Whether it is over. */
    boolean over() {
        return over;
    }

    /** Whether a firewall in this state is left as it is for now. */
    boolean leaves(Firewall.State state, long now) {
        return state == Firewall.State.IN_PLACE && now - startedAt < FIRST_NEWS.toNanos();
    }

    /**
     * Takes what a firewall holds for what is intended. Of one that was altered so that it cannot be read, nothing; then what was saved counts.
     *
     * @param state in place or altered
     * @return whether it was done: then bans may be intended that are none, until whole news comes
     */
    boolean adopt(Firewall firewall, Firewall.State state, Intention intention, Gap gap, Instant now)
            throws FirewallException {
        BanSet there;
        try {
            there = firewall.read(now);
        } catch (FirewallException e) {
            if (state == Firewall.State.IN_PLACE) {
                throw e;
            }
            LOG.warn(
                    "What the altered firewall holds cannot be read, and is made anew from what was saved: {}",
                    e.getMessage());
            return false;
        }
        gap.mayDiffer(intention.adopt(there, state == Firewall.State.IN_PLACE));
        LOG.warn("The feed is not heard yet: the {} bans that the firewall holds stay", there.size());
        return true;
    }
}
