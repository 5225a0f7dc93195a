package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.doorward.store.model.StoreException;

/** Waits for real threads and processes, never for longer than a bound. */
final class Await {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private Await() {}

    /** Returns when something has become true. */
    static void until(String what, BooleanSupplier become) {
        until(() -> what, become);
    }

    /** The same, where what is waited for is worth a look at the end. */
    static void until(Supplier<String> what, BooleanSupplier become) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!become.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited in vain until %s", what.get())
                    .isLessThan(end);
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** What one gets who, being refused because the journal is full, tries again until the database has followed. */
    static <T> T untilTaken(Supplier<CompletionStage<T>> attempt) throws StoreException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (true) {
            try {
                return result(attempt.get());
            } catch (StoreException e) {
                if (!String.valueOf(e.getMessage()).contains("journal is full") || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    /** A stage's result. */
    static <T> T result(CompletionStage<T> stage) throws StoreException {
        try {
            return stage.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            return fail("not a StoreException", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            return fail("no answer", e);
        }
    }
}
