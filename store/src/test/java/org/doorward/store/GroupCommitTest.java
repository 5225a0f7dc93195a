package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.store.BatchWriter.Done;
import org.doorward.store.BatchWriter.Failed;
import org.doorward.store.BatchWriter.Outcome;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final int BATCH_LIMIT = 10;
    private static final int QUEUE_LIMIT = 25;

    private final Recorded events = new Recorded();
    private final AtomicLong nanos = new AtomicLong();
    private final Semaphore mayWrite = new Semaphore(0);
    private final CountDownLatch writing = new CountDownLatch(1);
    /** Hundreds weigh a hundredth of themselves. */
    private final GroupCommit<Integer, String> commit = new GroupCommit<>(
            "writer",
            this::write,
            change -> Math.max(1, change / 100),
            BATCH_LIMIT,
            QUEUE_LIMIT,
            events,
            nanos::incrementAndGet);

    /** Waits until it may write; minus one fails alone, and minus two and three bring the writer down. */
    private List<Outcome<String>> write(List<Integer> batch) {
        writing.countDown();
        mayWrite.acquireUninterruptibly();
        List<Outcome<String>> outcomes = new ArrayList<>();
        for (int change : batch) {
            if (change == -2) {
                throw new IllegalStateException("broken");
            }
            if (change == -3) {
                throw new StackOverflowError("broken");
            }
            outcomes.add(change < 0 ? new Failed<>(new StoreException("no")) : new Done<>("done " + change));
        }
        return outcomes;
    }

    @AfterEach
    void close() {
        mayWrite.release(1000);
        commit.close();
    }

    private CompletionStage<String> submitAndWaitUntilWritten(int change) throws InterruptedException {
        CompletionStage<String> stage = commit.submit(change);
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        return stage;
    }

    @Test
    void anErrorFailsItsBatchAndTheWriterGoesOn() throws Exception {
        mayWrite.release(2);
        CompletionStage<String> broken = commit.submit(-3);
        assertThatThrownBy(() -> Await.result(broken)).isInstanceOf(StoreException.class);
        assertThat(Await.result(commit.submit(1))).isEqualTo("done 1");
    }

    @Test
    void whileABatchIsStuckNobodyNewIsLetWaitForIt() throws Exception {
        CompletionStage<String> first = submitAndWaitUntilWritten(0);
        assertThat(commit.stuck()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(commit.stuck()).isTrue();
        assertThatThrownBy(() -> Await.result(commit.submit(1))).isInstanceOf(StoreException.class);
        mayWrite.release(2);
        assertThat(Await.result(first)).isEqualTo("done 0");
        Await.until("it is over", () -> !commit.stuck());
        assertThat(Await.result(commit.submit(2))).isEqualTo("done 2");
    }

    @Test
    void aLoneChangeWaitsForNobody() throws Exception {
        mayWrite.release();
        assertThat(Await.result(commit.submit(1))).isEqualTo("done 1");
        assertThat(events.batches).containsExactly(1);
    }

    @Test
    void whatIsSubmittedWhileABatchIsWrittenMakesTheNextBatchesInItsOrder() throws Exception {
        List<CompletionStage<String>> stages = new ArrayList<>();
        stages.add(submitAndWaitUntilWritten(0));
        for (int i = 1; i <= 15; i++) {
            stages.add(commit.submit(i));
        }
        assertThat(commit.queued()).isEqualTo(15);
        mayWrite.release(3);
        for (int i = 0; i <= 15; i++) {
            assertThat(Await.result(stages.get(i))).isEqualTo("done " + i);
        }
        assertThat(events.batches).containsExactly(1, 10, 5);
    }

    @Test
    void aChangeThatFillsABatchIsItsLast() throws Exception {
        List<CompletionStage<String>> stages = new ArrayList<>();
        stages.add(submitAndWaitUntilWritten(0));
        for (int change : new int[] {1, 2, 2000, 3, 600, 700, 4, 2000, 2000}) {
            stages.add(commit.submit(change));
        }
        mayWrite.release(6);
        for (CompletionStage<String> stage : stages) {
            assertThat(Await.result(stage)).startsWith("done");
        }
        assertThat(events.batches).containsExactly(1, 3, 3, 2, 1);
    }

    @Test
    void aChangeThatFailsFailsAlone() throws Exception {
        submitAndWaitUntilWritten(0);
        CompletionStage<String> before = commit.submit(1);
        CompletionStage<String> bad = commit.submit(-1);
        CompletionStage<String> after = commit.submit(2);
        mayWrite.release(2);
        assertThat(Await.result(before)).isEqualTo("done 1");
        assertThat(Await.result(after)).isEqualTo("done 2");
        assertThatThrownBy(() -> Await.result(bad)).isInstanceOf(StoreException.class);
        assertThat(events.refused).hasValue(1);
    }

    @Test
    void aWriterThatBreaksFailsItsBatchAndTheNextOneIsWritten() throws Exception {
        submitAndWaitUntilWritten(0);
        CompletionStage<String> bad = commit.submit(-2);
        mayWrite.release(2);
        assertThatThrownBy(() -> Await.result(bad)).isInstanceOf(StoreException.class);
        mayWrite.release();
        assertThat(Await.result(commit.submit(3))).isEqualTo("done 3");
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() throws Exception {
        submitAndWaitUntilWritten(0);
        for (int i = 0; i < QUEUE_LIMIT; i++) {
            assertThat(commit.submit(i).toCompletableFuture()).isNotDone();
        }
        CompletionStage<String> tooMany = commit.submit(99);
        assertThat(tooMany.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> Await.result(tooMany)).hasMessageContaining("too many");
        assertThat(events.refused).hasValue(1);
    }

    @Test
    void atTheEndWhatWaitsIsWrittenAndNothingMoreIsTaken() throws Exception {
        CompletionStage<String> first = submitAndWaitUntilWritten(0);
        CompletionStage<String> waiting = commit.submit(1);
        mayWrite.release(100);
        commit.close();
        assertThat(Await.result(first)).isEqualTo("done 0");
        assertThat(Await.result(waiting)).isEqualTo("done 1");
        assertThatThrownBy(() -> Await.result(commit.submit(2))).hasMessageContaining("closed");
    }

    @Test
    void aWriterThatHangsDoesNotHoldTheEndAndEveryWaitingChangeIsAnswered() throws Exception {
        submitAndWaitUntilWritten(0);
        CompletionStage<String> waiting = commit.submit(1);
        long start = System.nanoTime();
        commit.close();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThatThrownBy(() -> Await.result(waiting)).hasMessageContaining("closed");
    }
}
