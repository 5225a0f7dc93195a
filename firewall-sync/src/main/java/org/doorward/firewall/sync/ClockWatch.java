package org.doorward.firewall.sync;

import java.time.Duration;
import java.time.Instant;

/** Notices when the host's clock was set, by a clock that cannot be. Used by one thread. */
final class ClockWatch {

    /** The two may go apart so far between two looks; a clock that is only corrected goes no faster. */
    private static final Duration APART = Duration.ofSeconds(2);

    private Instant time;
    private long nanos;

    /**
     * Begins to watch.
     *
     * @param time the time of day
     * @param nanos the steady time of the same moment
     */
    ClockWatch(Instant time, long nanos) {
        this.time = time;
        this.nanos = nanos;
    }

    /** Looks. Returns whether the clock was set since the last look. */
    boolean wasSet(Instant nowTime, long nowNanos) {
        Duration apart =
                Duration.between(time, nowTime).minusNanos(nowNanos - nanos).abs();
        time = nowTime;
        nanos = nowNanos;
        return apart.compareTo(APART) > 0;
    }
}
