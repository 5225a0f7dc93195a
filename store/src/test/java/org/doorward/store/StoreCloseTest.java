package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCloseTest {

    private static final Duration BOUND = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private record Submitted(String sender, CompletionStage<Standing> stage) {}

    @Test
    void underAFloodItClosesInBoundedTimeAnswersAllAndForgetsNothing() throws Exception {
        Store store = Stores.open(directory, 5000, clock);
        AtomicBoolean go = new AtomicBoolean(true);
        Semaphore warm = new Semaphore(0);
        ExecutorService flood = Executors.newFixedThreadPool(2);
        List<List<Submitted>> all = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 2; i++) {
            int thread = i;
            flood.execute(() -> submitWithoutEnd(store, thread, all.get(thread), go, warm));
        }
        assertThat(warm.tryAcquire(6000, 20, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        go.set(false);
        flood.shutdown();
        assertThat(flood.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertKept(all.stream().flatMap(List::stream).toList());
    }

    private void submitWithoutEnd(
            Store store, int thread, List<Submitted> submitted, AtomicBoolean go, Semaphore warm) {
        for (int i = 0; go.get() && i < 200_000; i++) {
            String sender = thread + "-" + i;
            submitted.add(new Submitted(sender, store.greylist().attempt(Attempts.of(sender, clock))));
            warm.release();
        }
    }

    private void assertKept(List<Submitted> submitted) throws StoreException {
        List<String> promised = new ArrayList<>();
        for (Submitted one : submitted) {
            assertThat(one.stage().toCompletableFuture()).as(one.sender()).isDone();
            if (!one.stage().toCompletableFuture().isCompletedExceptionally()) {
                promised.add(one.sender());
            }
        }
        assertThat(promised).isNotEmpty();
        assertThat(promised.size()).as("some were refused").isLessThan(submitted.size());
        try (Store again = Stores.open(directory, 5000, clock)) {
            for (int i = 0; i < promised.size(); i += 7) {
                String sender = promised.get(i);
                Standing standing = Await.untilTaken(() -> again.greylist().attempt(Attempts.of(sender, clock)));
                assertThat(((Standing.Pending) standing).first()).as(sender).isFalse();
            }
        }
    }

    @Test
    void afterTheEndEveryAttemptFailsAtOnce() throws Exception {
        Store store = Stores.open(directory, 50, clock);
        store.close();
        CompletionStage<Standing> late = store.greylist().attempt(Attempts.of("late", clock));
        assertThat(late.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> Await.result(late)).isInstanceOf(StoreException.class);
    }

    @Test
    void closingTwiceDoesNoHarm() throws Exception {
        Store store = Stores.open(directory, 50, clock);
        Await.result(store.greylist().attempt(Attempts.of("a", clock)));
        store.close();
        store.close();
        try (Store again = Stores.open(directory, 50, clock)) {
            assertThat(again.status().pendingTriplets()).isOne();
        }
    }
}
