package org.doorward.store.blame;

import java.time.Duration;
import java.time.Instant;

/** How points fade: by half in every half-life. Pure. */
public final class Decay {

    /** Fewer than this are none: a score must come to its end. */
    private static final double NOTHING = 0.005;

    private Decay() {}

    /**
     * What is left of points.
     *
     * @param points how many there were, not negative
     * @param at when
     * @param now a moment before that finds them as they were, for clocks are set back
     * @param halfLife in what time they become half as many; longer than nothing
     */
    public static double left(double points, Instant at, Instant now, Duration halfLife) {
        double age = Duration.between(at, now).toMillis();
        if (age <= 0) {
            return points;
        }
        double left = points * Math.exp(-age / halfLife.toMillis() * Math.log(2));
        return left < NOTHING ? 0 : left;
    }
}
