package org.doorward.check;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.doorward.decision.Finding;
import org.doorward.dns.Remaining;

/**
 * Remembers what was found by asking the DNS, each finding for its own time, and has those who ask the same at the same time
 * wait for one answer.
 *
 * <p>What is remembered is a stage that is complete already, so that a known key costs one look-up and no allocation. What is
 * not answered yet is held beyond the bound; there are no more of these than decisions under way.
 *
 * @param <K> what findings are remembered by
 */
final class FindingCache<K> {

    private final AsyncCache<K, Remembered> cache;

    /**
     * A cache.
     *
     * @param entries how many findings are remembered
     * @param nanos a steady clock in nanoseconds
     */
    FindingCache(int entries, LongSupplier nanos) {
        this.cache = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfter(Expiry.<K, Remembered>creating((key, remembered) -> remembered.age()))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .buildAsync();
    }

    /**
     * A finding, and how long it holds.
     *
     * @param finding the finding, as a complete stage
     * @param age how long; zero when only those may have it who are waiting for it now
     */
    record Remembered(CompletionStage<Finding> finding, Duration age) {

        static Remembered of(Finding finding, Duration age) {
            return new Remembered(CompletableFuture.completedFuture(finding), age);
        }
    }

    /**
     * The finding that is remembered, or else the one that is worked out.
     *
     * @param key what is asked
     * @param work works it out; a stage that fails is not remembered, and fails for all who wait for it
     */
    CompletionStage<Finding> get(K key, Supplier<CompletionStage<Remembered>> work) {
        CompletableFuture<Remembered> known = cache.getIfPresent(key);
        if (known == null) {
            CompletableFuture<Remembered> mine = new CompletableFuture<>();
            known = cache.asMap().putIfAbsent(key, mine);
            if (known == null) {
                work(mine, work);
                known = mine;
            }
        }
        return known.isDone() && !known.isCompletedExceptionally()
                ? known.join().finding()
                : known.thenCompose(Remembered::finding);
    }

    /** How much longer the finding for a key is remembered; zero when there is none, or none yet. */
    Duration lasts(K key) {
        CompletableFuture<Remembered> known = cache.getIfPresent(key);
        if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
            return Duration.ZERO;
        }
        return Remaining.of(cache, key, known.join().age());
    }

    /** Whether this very finding is remembered for a key. */
    boolean remembers(K key, CompletionStage<Finding> finding) {
        CompletableFuture<Remembered> known = cache.getIfPresent(key);
        return known != null
                && known.isDone()
                && !known.isCompletedExceptionally()
                && known.join().finding().equals(finding);
    }

    /** Not within the cache's own computation, whose lock others would wait for. */
    private static void work(CompletableFuture<Remembered> promise, Supplier<CompletionStage<Remembered>> work) {
        try {
            work.get().whenComplete((remembered, failure) -> {
                if (failure == null) {
                    promise.complete(remembered);
                } else {
                    promise.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException failed) {
            promise.completeExceptionally(failed);
        }
    }
}
