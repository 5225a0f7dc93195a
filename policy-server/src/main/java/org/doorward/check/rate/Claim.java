package org.doorward.check.rate;

import org.doorward.config.RateConfig;

/**
 * A place that an inquiry takes, or would take, of a limit, until its decision is made. Used by one thread at a time.
 *
 * <p>What counts in the end is what was let through: {@link #settle} gives the place back, or takes one after all.
 */
public final class Claim {

    private final Limiter limiter;
    private final Tally tally;
    private final Object key;
    private final long mark;
    private final int used;
    private final boolean full;
    private boolean taken;
    private long slot;

    Claim(Limiter limiter, Tally tally, Object key, long mark, Tally.Place place) {
        this.limiter = limiter;
        this.tally = tally;
        this.key = key;
        this.mark = mark;
        this.used = place.used();
        this.full = place.used() >= limiter.limit().most();
        this.taken = place.taken();
        this.slot = place.slot();
    }

    /** The limit. */
    public RateConfig.Limit limit() {
        return limiter.limit();
    }

    /** Whether the limit was reached, and what is more is not let through. */
    public boolean refuses() {
        return full && limiter.limit().action() != RateConfig.Action.OBSERVE;
    }

    /** Whose share, how much of it was used, and in which time; may hold a client's text, unescaped. */
    public String detail() {
        return limiter.describe(key, used);
    }

    /** Whatever was taken is given back when the inquiry was not let through; when it was, what was not taken is. */
    public void settle(boolean letThrough) {
        if (letThrough == taken) {
            return;
        }
        taken = letThrough;
        if (letThrough) {
            slot = tally.add(slot);
            limiter.remember(mark);
        } else {
            tally.takeBack(slot);
            limiter.forget(mark);
        }
    }
}
