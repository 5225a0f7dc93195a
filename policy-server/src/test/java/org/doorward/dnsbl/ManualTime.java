package org.doorward.dnsbl;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that a test advances by hand, with what is to be done later. */
public final class ManualTime implements Timer, InstantSource {

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<Later> waiting = new ArrayList<>();

    private record Later(Instant when, Runnable task) {}

    @Override
    public synchronized Runnable after(Duration wait, Runnable task) {
        Later later = new Later(now.plus(wait), task);
        waiting.add(later);
        return () -> cancel(later);
    }

    private synchronized void cancel(Later later) {
        waiting.remove(later);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Nanoseconds since somewhere. */
    public long nanos() {
        return Duration.between(Instant.EPOCH, instant()).toNanos();
    }

    /** Lets the time pass; what is due is done at its moment, on this thread. */
    public void advance(Duration by) {
        Instant end = instant().plus(by);
        Optional<Later> due = take(end);
        while (due.isPresent()) {
            due.get().task().run();
            due = take(end);
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Optional<Later> take(Instant end) {
        Optional<Later> due =
                waiting.stream().filter(later -> !later.when().isAfter(end)).min(Comparator.comparing(Later::when));
        due.ifPresent(later -> {
            waiting.remove(later);
            now = later.when().isAfter(now) ? later.when() : now;
        });
        return due;
    }
}
