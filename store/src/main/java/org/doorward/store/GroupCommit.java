package org.doorward.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.doorward.store.BatchWriter.Done;
import org.doorward.store.BatchWriter.Failed;
import org.doorward.store.BatchWriter.Outcome;
import org.doorward.store.model.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Changes that are submitted while a batch is being written make the next batch, so that under load one
 * write makes many changes safe, and a lone change waits for nobody.
 *
 * @param <C> a change
 * @param <R> the changed row's new state
 */
final class GroupCommit<C, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** How soon the writer notices that it is to stop when nothing is submitted. */
    private static final long IDLE_MILLIS = 100;

    /** A batch that takes longer than this is stuck in a sick disk or database: nobody new waits, and a stop goes on without. */
    private static final Duration STUCK = Duration.ofSeconds(2);

    private final BatchWriter<C, R> writer;
    private final ToIntFunction<C> weight;
    private final StoreEvents events;
    private final LongSupplier nanos;
    private final int batchLimit;
    private final BlockingQueue<Waiting<C, R>> queue;
    private final Thread thread;
    private volatile boolean open = true;
    /** When the batch under way was begun, by the steady clock; only meaningful while {@link #busy}. */
    private volatile long busySince;

    private volatile boolean busy;

    private record Waiting<C, R>(C change, CompletableFuture<R> answer) {}

    /**
     * Starts the writer's thread.
     *
     * @param name the thread's name
     * @param writer makes batches safe; only ever called on that thread
     * @param weight how much of a batch a change fills, at least 1
     * @param batchLimit when a batch is full; the change that fills it may weigh more than there was room for
     * @param queueLimit how many changes may wait
     * @param events is told of each batch
     * @param nanos a steady clock in nanoseconds
     */
    GroupCommit(
            String name,
            BatchWriter<C, R> writer,
            ToIntFunction<C> weight,
            int batchLimit,
            int queueLimit,
            StoreEvents events,
            LongSupplier nanos) {
        this.writer = writer;
        this.weight = weight;
        this.events = events;
        this.nanos = nanos;
        this.batchLimit = batchLimit;
        this.queue = new ArrayBlockingQueue<>(queueLimit);
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Submits a change.
     *
     * @return completes on the writer's thread, with the row's new state once that is safe, or with a {@link
     *     StoreException}; at once with that exception when too many changes wait already
     */
    CompletionStage<R> submit(C change) {
        Waiting<C, R> waiting = new Waiting<>(change, new CompletableFuture<>());
        if (!open) {
            waiting.answer().completeExceptionally(closed());
        } else if (stuck()) {
            events.refused();
            waiting.answer().completeExceptionally(new StoreException("the store is stuck in one batch"));
        } else if (!queue.offer(waiting)) {
            events.refused();
            waiting.answer().completeExceptionally(new StoreException("too many changes wait for the store"));
        } else if (!open && queue.remove(waiting)) {
            // Closed between the first look and the offer, when perhaps nobody takes from the queue any more.
            waiting.answer().completeExceptionally(closed());
        }
        return waiting.answer();
    }

    private static StoreException closed() {
        return new StoreException("the store is closed");
    }

    /** Whether the batch under way takes longer than any should. */
    boolean stuck() {
        return busy && nanos.getAsLong() - busySince > STUCK.toNanos();
    }

    /** How many changes wait. */
    int queued() {
        return queue.size();
    }

    private void run() {
        List<Waiting<C, R>> batch = new ArrayList<>();
        while (open || !queue.isEmpty()) {
            try {
                Waiting<C, R> next = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                int room = batchLimit;
                while (next != null) {
                    batch.add(next);
                    room -= weight.applyAsInt(next.change());
                    next = room > 0 ? queue.poll() : null;
                }
                if (!batch.isEmpty()) {
                    write(batch);
                }
            } catch (InterruptedException e) {
                open = false;
            } finally {
                batch.clear();
            }
        }
    }

    private void write(List<Waiting<C, R>> batch) {
        long start = nanos.getAsLong();
        busySince = start;
        busy = true;
        List<Outcome<R>> outcomes;
        try {
            outcomes = writer.write(batch.stream().map(Waiting::change).toList());
        } catch (Throwable e) {
            // An error too: whoever waits for this batch must hear of it, and the next one has a right to its own try.
            LOG.error("a batch of {} changes failed in a way that it must not", batch.size(), e);
            StoreException why = new StoreException("the store failed in a way that it must not", e);
            batch.forEach(waiting -> waiting.answer().completeExceptionally(why));
            return;
        } finally {
            busy = false;
        }
        events.committed(batch.size(), Duration.ofNanos(nanos.getAsLong() - start));
        for (int i = 0; i < batch.size(); i++) {
            complete(batch.get(i).answer(), outcomes.get(i));
        }
    }

    private void complete(CompletableFuture<R> answer, Outcome<R> outcome) {
        if (outcome instanceof Done<R> done) {
            answer.complete(done.state());
        } else if (outcome instanceof Failed<R> failed) {
            events.refused();
            answer.completeExceptionally(failed.why());
        }
    }

    /** Takes no more changes, writes those that wait, and ends. */
    @Override
    public void close() {
        open = false;
        try {
            thread.join(STUCK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Waiting<C, R> left = queue.poll(); left != null; left = queue.poll()) {
            left.answer().completeExceptionally(closed());
        }
    }
}
