package org.doorward.firewall.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides when somebody wants the firewall otherwise: who takes it away again and again has a reason, and a program that fights its
 * operator is worse than none. Pure but for what it remembers.
 */
final class Patience {

    /** So often within {@link #WITHIN} it is made anew; then no more. */
    static final int TIMES = 3;

    static final Duration WITHIN = Duration.ofMinutes(5);

    private final Deque<Long> taken = new ArrayDeque<>();

    /**
     * Notes that it was taken away or altered.
     *
     * @param nanos the steady time
     * @return whether that is once too often
     */
    boolean exhausted(long nanos) {
        taken.addLast(nanos);
        while (nanos - taken.getFirst() > WITHIN.toNanos()) {
            taken.removeFirst();
        }
        return taken.size() > TIMES;
    }

    /** Begins anew. */
    void renew() {
        taken.clear();
    }
}
