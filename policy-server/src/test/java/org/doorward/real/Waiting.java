package org.doorward.real;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits for what other processes do. */
public final class Waiting {

    /** Generous, for a busy machine; a wait that succeeds never takes it. */
    public static final Duration LIMIT = Duration.ofSeconds(90);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    /** Looks until the condition holds, and fails at the limit. */
    public static void until(String awaited, BooleanSupplier condition) {
        until(awaited, LIMIT, condition);
    }

    /** Looks until the condition holds, and fails at the given limit. */
    public static void until(String awaited, Duration limit, BooleanSupplier condition) {
        until(awaited, limit, LOOK_NANOS, condition);
    }

    /** The same for a look that costs much, such as a start of another process: with nanoseconds between two looks. */
    public static void until(String awaited, Duration limit, long lookNanos, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited " + limit.toSeconds() + " s in vain: " + awaited);
            }
            LockSupport.parkNanos(lookNanos);
        }
    }

    /**
     * Lets the wall clock reach a moment. Only for the tests with a server in a process of its own, whose clock nobody can
     * advance by hand.
     */
    public static void untilPast(Instant moment) {
        Duration left = Duration.between(Instant.now(), moment);
        until(
                "the clock to reach " + moment,
                left.plus(LIMIT),
                () -> Instant.now().isAfter(moment));
    }
}
