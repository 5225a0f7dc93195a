package org.doorward.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.doorward.config.DnsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The answers that are remembered, each for its own time, and the questions that are under way, so that one that is asked again
 * meanwhile is not sent again.
 */
final class AnswerCache {

    /**
     * How long a time-out is remembered at most. One lost packet must not blind us for a minute; a zone that is gone is asked for the
     * same name only so often, and when all servers are gone nobody asks.
     */
    private static final Duration TIMEOUT_TTL = Duration.ofSeconds(10);

    private final AsyncCache<DnsQuestion, DnsAnswer> answers;
    private final DnsConfig config;

    AnswerCache(DnsConfig config, LongSupplier nanos) {
        this.config = config;
        this.answers = Caffeine.newBuilder()
                .maximumSize(config.cacheEntries())
                .expireAfter(Expiry.<DnsQuestion, DnsAnswer>creating((question, answer) -> ttl(answer)))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .buildAsync();
    }

    /** The answer, or the future one of a question that is under way. */
    @Nullable
    CompletableFuture<DnsAnswer> find(DnsQuestion question) {
        return answers.getIfPresent(question);
    }

    /** Makes a question one that is under way, unless it is already: then the one that is. */
    @Nullable
    CompletableFuture<DnsAnswer> begin(DnsQuestion question, CompletableFuture<DnsAnswer> answer) {
        return answers.asMap().putIfAbsent(question, answer);
    }

    /** The same, in place of what is remembered. */
    @Nullable
    CompletableFuture<DnsAnswer> beginAnew(DnsQuestion question, CompletableFuture<DnsAnswer> answer) {
        while (true) {
            CompletableFuture<DnsAnswer> known = begin(question, answer);
            if (known == null || !known.isDone()) {
                return known;
            }
            answers.asMap().remove(question, known);
        }
    }

    /** Completes a question; what says nothing about it is not remembered. */
    void complete(DnsQuestion question, CompletableFuture<DnsAnswer> answer, DnsAnswer value) {
        if (ttl(value).isZero()) {
            answers.asMap().remove(question, answer);
        }
        answer.complete(value);
    }

    long size() {
        return answers.synchronous().estimatedSize();
    }

    private Duration ttl(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            return found.ttl();
        }
        if (answer instanceof DnsAnswer.Nothing nothing) {
            return nothing.ttl();
        }
        return switch (((DnsAnswer.Failed) answer).failure()) {
            case SERVER_FAILURE, REFUSED, BAD_ANSWER -> config.failureTtl();
            case TIMEOUT -> config.failureTtl().compareTo(TIMEOUT_TTL) < 0 ? config.failureTtl() : TIMEOUT_TTL;
            case BAD_NAME, OVERLOAD, DOWN -> Duration.ZERO;
        };
    }
}
