package org.doorward.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.doorward.store.model.VerdictRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts that wait to be written. Whoever adds one never waits, not even for whoever takes: there is no lock. When it is
 * full the oldest is dropped, for the latest are those that somebody will ask about.
 */
final class VerdictQueue {

    private static final Logger LOG = LoggerFactory.getLogger(VerdictQueue.class);

    private final int limit;
    private final Queue<Supplier<VerdictRecord>> waiting = new ConcurrentLinkedQueue<>();
    /** The queue itself would count its links. */
    private final AtomicInteger size = new AtomicInteger();

    private final LongAdder dropped = new LongAdder();
    private boolean faultTold;

    /** A queue for so many; for a moment there may be one more for each thread that adds. */
    VerdictQueue(int limit) {
        this.limit = limit;
    }

    void add(Supplier<VerdictRecord> verdict) {
        waiting.add(verdict);
        if (size.incrementAndGet() > limit && waiting.poll() != null) {
            size.decrementAndGet();
            dropped.increment();
        }
    }

    /** How many wait. */
    int size() {
        return size.get();
    }

    /** How many were dropped since the start. */
    long dropped() {
        return dropped.sum();
    }

    /** Takes the oldest ones out. Only one thread at a time may. */
    List<VerdictRecord> take(int most) {
        List<VerdictRecord> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Supplier<VerdictRecord> next = waiting.poll();
            if (next == null) {
                break;
            }
            size.decrementAndGet();
            Optional<VerdictRecord> made = made(next);
            made.ifPresentOrElse(taken::add, dropped::increment);
        }
        return taken;
    }

    /** Those that wait now, oldest first. They stay. */
    List<VerdictRecord> look() {
        List<VerdictRecord> seen = new ArrayList<>();
        for (Supplier<VerdictRecord> verdict : waiting) {
            made(verdict).ifPresent(seen::add);
        }
        return seen;
    }

    private Optional<VerdictRecord> made(Supplier<VerdictRecord> verdict) {
        try {
            return Optional.of(verdict.get());
        } catch (RuntimeException e) {
            if (!faultTold) {
                faultTold = true;
                LOG.error("a verdict cannot be recorded, for a fault that must not be", e);
            }
            return Optional.empty();
        }
    }
}
