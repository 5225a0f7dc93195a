package org.doorward.load.suite;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.doorward.load.LatencyHistogram;
import org.doorward.load.Persona;
import org.doorward.store.Store;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Standing;
import org.doorward.store.net.IpAddress;

/** Attempts on a store, as the greylist check makes them; each by the number of its persona. */
final class StoreLoad {

    /** The configuration's defaults. */
    private static final GreylistTerms TERMS =
            new GreylistTerms(Duration.ofMinutes(3), Duration.ofHours(24), Duration.ofDays(36), 5, Duration.ofHours(1));

    /** Fewer than the store's queue takes, and enough to fill its batches. */
    private static final int UNDER_WAY = 2000;

    /** How long to let the store work when it refuses more, because its journal is full. */
    private static final long PAUSE_NANOS = 20_000_000;

    private static final int NAMED_PERCENT = 50;

    private final Store store;
    private final Supplier<Instant> clock;

    StoreLoad(Store store, Supplier<Instant> clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What an open loop saw.
     *
     * @param latencies from the schedule to the answer, in nanoseconds
     * @param refused how many attempts the store could not take
     */
    record Seen(LatencyHistogram latencies, int refused) {}

    private record Asked(long number, CompletableFuture<Standing> answer) {}

    /** Makes each attempt once, as fast as the store takes them. */
    void all(long first, long count) {
        Queue<Asked> underWay = new ArrayDeque<>();
        for (long number = first; number < first + count; number++) {
            underWay.add(ask(number));
            if (underWay.size() == UNDER_WAY) {
                finish(underWay.remove());
            }
        }
        underWay.forEach(this::finish);
    }

    private Asked ask(long number) {
        return new Asked(number, store.greylist().attempt(attempt(number)).toCompletableFuture());
    }

    private void finish(Asked asked) {
        Asked last = asked;
        while (last.answer().handle((standing, failure) -> failure != null).join()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            last = ask(asked.number());
        }
    }

    /**
     * Makes attempts by a schedule.
     *
     * @param rate how many a second
     * @param numbers whose attempt the nth one is
     * @param goOn whether to make another one
     */
    Seen scheduled(int rate, LongUnaryOperator numbers, BooleanSupplier goOn) {
        LatencyHistogram latencies = new LatencyHistogram();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        long begin = System.nanoTime();
        for (long asked = 0; goOn.getAsBoolean(); asked++) {
            long due = begin + asked * 1_000_000_000L / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            underWay.incrementAndGet();
            var unused = decide(attempt(numbers.applyAsLong(asked))).whenComplete((standing, failure) -> {
                if (failure != null) {
                    refused.incrementAndGet();
                }
                synchronized (latencies) {
                    latencies.record(System.nanoTime() - due);
                }
                underWay.decrementAndGet();
            });
        }
        while (underWay.get() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return new Seen(latencies, refused.get());
    }

    private CompletableFuture<Standing> decide(Attempt attempt) {
        Optional<Standing> remembered = store.greylist().recall(attempt);
        return remembered.isPresent()
                ? CompletableFuture.completedFuture(remembered.get())
                : store.greylist().attempt(attempt).toCompletableFuture();
    }

    private Attempt attempt(long number) {
        Persona persona = Persona.of(number, NAMED_PERCENT);
        IpAddress address = IpAddress.parse(persona.address()).orElseThrow();
        return new Attempt(
                persona.triplet(),
                Optional.empty(),
                Optional.of(ClientNetwork.of(address, 24, 64)),
                clock.get(),
                TERMS);
    }
}
