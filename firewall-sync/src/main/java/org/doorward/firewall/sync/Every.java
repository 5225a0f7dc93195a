package org.doorward.firewall.sync;

import java.time.Duration;

/** Something that is done now and then. Used by one thread. */
final class Every {

    private final Duration time;
    private long last;

    /**
     * Due for the first time after a whole while.
     *
     * @param time how often
     * @param now the steady time
     */
    Every(Duration time, long now) {
        this.time = time;
        this.last = now;
    }

    /** Whether it is due; then the next while begins. */
    boolean due(long now) {
        if (now - last < time.toNanos()) {
            return false;
        }
        last = now;
        return true;
    }
}
