package org.doorward.dns;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Knows when no name server answers at all, so that nobody waits for one.
 *
 * <p>Some zones are silent though the DNS is well, so silence alone opens nothing: after a few time-outs with no answer among
 * them the servers are asked something that every server has an answer to, and only when that is not answered either is the DNS
 * down. Then questions fail at once, but for one each second. The first answer to anything ends it.
 *
 * <p>Used by the thread of the DNS, but for {@link #open} and {@link #letsThrough}.
 */
final class Breaker {

    /** Two questions with a retry each: one could be a single slow zone. */
    static final int SILENCES = 4;

    /** How often one is let through, and the servers are asked by ourselves. */
    static final Duration EVERY = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private int silences;
    private long lastHeard;
    private long openedAt;
    private long lastLetThrough;
    private volatile boolean open;

    Breaker(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastHeard = nanos.getAsLong();
    }

    /** A server answered, whatever it said. Returns for how long it was down when this is its end, else nothing. */
    Duration heard() {
        silences = 0;
        lastHeard = nanos.getAsLong();
        if (!open) {
            return Duration.ZERO;
        }
        open = false;
        return Duration.ofNanos(Math.max(1, lastHeard - openedAt));
    }

    /** A server did not answer. Returns whether it is time to ask whether any does. */
    boolean silent() {
        silences++;
        return !open && silences >= SILENCES;
    }

    /** No server answers. Returns whether that is news. */
    synchronized boolean trip() {
        if (open) {
            return false;
        }
        openedAt = nanos.getAsLong();
        lastLetThrough = openedAt;
        open = true;
        return true;
    }

    /** Whether no server answers. */
    boolean open() {
        return open;
    }

    /** Whether this question may be asked: always, or one each second. */
    boolean letsThrough() {
        return !open || takeTurn();
    }

    private synchronized boolean takeTurn() {
        long now = nanos.getAsLong();
        if (now - lastLetThrough < EVERY.toNanos()) {
            return false;
        }
        lastLetThrough = now;
        return true;
    }

    /** How long ago a server answered last. */
    Duration sinceHeard() {
        return Duration.ofNanos(nanos.getAsLong() - lastHeard);
    }
}
