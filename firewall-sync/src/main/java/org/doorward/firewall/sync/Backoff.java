package org.doorward.firewall.sync;

import java.time.Duration;

/** Pauses after failures in a row, each twice as long as the last up to a longest one. Used by one thread. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    /**
     * Nothing has failed yet.
     *
     * @param first the pause after the first failure
     * @param longest no pause is longer
     */
    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The pause after one more failure. */
    Duration failed() {
        Duration pause = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return pause;
    }

    /** The pause after a failure that a second try will not mend: the longest at once. */
    Duration hopeless() {
        next = longest;
        return longest;
    }

    /** It went well: the next failure is a first one. */
    void well() {
        next = first;
    }
}
