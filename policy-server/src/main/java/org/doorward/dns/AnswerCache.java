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
 *
 * <p>An answer that is larger than usual takes the place of several: strangers choose which domains are asked about, and theirs can
 * answer with 64 KiB.
 */
final class AnswerCache {

    /**
     * How long a time-out is remembered at most. One lost packet must not blind us for a minute; a zone that is gone is asked for the
     * same name only so often, and when all servers are gone nobody asks.
     */
    private static final Duration TIMEOUT_TTL = Duration.ofSeconds(10);

    /** What fits into a place. Mostly it is some addresses, or an SPF record. */
    private static final int USUAL_BYTES = 512;

    /** What a record takes besides its text: an address in its objects, or a name. */
    private static final int BYTES_A_RECORD = 100;

    private final AsyncCache<DnsQuestion, DnsAnswer> answers;
    private final DnsConfig config;

    AnswerCache(DnsConfig config, LongSupplier nanos) {
        this.config = config;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(config.cacheEntries())
                .weigher((DnsQuestion question, DnsAnswer answer) -> places(answer))
                .expireAfter(Expiry.<DnsQuestion, DnsAnswer>creating((question, answer) -> ttl(answer)))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .buildAsync();
    }

    private static int places(DnsAnswer answer) {
        if (!(answer instanceof DnsAnswer.Found found)) {
            return 1;
        }
        int bytes = 0;
        for (DnsRecord record : found.records()) {
            bytes += BYTES_A_RECORD
                    + (record instanceof DnsRecord.Text text ? text.text().length() : 0);
        }
        return 1 + bytes / USUAL_BYTES;
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
