package org.doorward.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.feed.BanSource;
import org.doorward.feed.FeedNews;
import org.doorward.firewall.FeedText;

/**
 * {@code GET /api/v1/bans/feed?since=REVISION&wait=SECONDS}: what has changed among the bans, at once or as soon as something has.
 *
 * <p>Who waits holds no thread. All that waits is touched on the event loop alone; texts are made on a thread that does nothing else, for
 * one of 100,000 bans takes a tenth of a second.
 */
final class FeedApi {

    /** One host has one worker; more than these are a mistake, and each holds a connection. */
    static final int MOST_WAITING = 16;

    /** Longer and what stands between may take the connection for dead. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** What comes at once is told at once: a wave of bans must not become an answer for each. */
    private static final long GATHER_MILLIS = 5;

    private final BanSource bans;
    private final Executor writer;
    private final ScheduledExecutorService loop;
    private final List<Poll> waiting = new ArrayList<>();
    /** The size of that list, for other threads. */
    private final AtomicInteger count = new AtomicInteger();

    private final AtomicBoolean gathering = new AtomicBoolean();
    private boolean stopped;

    /**
     * The page.
     *
     * @param bans what it tells of
     * @param writer makes the texts; refuses when too many are asked for
     * @param loop the one event loop that reads the requests
     */
    FeedApi(BanSource bans, Executor writer, ScheduledExecutorService loop) {
        this.bans = bans;
        this.writer = writer;
        this.loop = loop;
        bans.onChange(this::changed);
    }

    /** Somebody who knows a revision and waits for the next one. */
    private record Poll(String since, CompletableFuture<AdminReply> reply, List<Future<?>> patience) {

        void answer(AdminReply with) {
            patience.forEach(timer -> timer.cancel(false));
            reply.complete(with);
        }
    }

    /** Answers, now or when there is news. */
    CompletionStage<AdminReply> poll(AdminRequest request) {
        Optional<String> since;
        Duration patience;
        try {
            Map<String, List<String>> asked = new QueryStringDecoder(request.query(), false).parameters();
            since = asked.getOrDefault("since", List.of()).stream().findFirst();
            patience = patience(asked.getOrDefault("wait", List.of("0")).get(0));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(AdminReply.error(
                    HttpResponseStatus.BAD_REQUEST,
                    "\"wait\" must be whole seconds, from 0 to " + LONGEST.toSeconds()));
        }
        if (patience.isZero() || stopped || !since.equals(Optional.of(bans.revision()))) {
            return CompletableFuture.supplyAsync(() -> text(FeedNews.text(bans.since(since))), writer);
        }
        if (waiting.size() >= MOST_WAITING) {
            return CompletableFuture.completedFuture(AdminReply.error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, MOST_WAITING + " wait for the feed already"));
        }
        return await(since.get(), patience, request);
    }

    private static Duration patience(String seconds) {
        Duration patience = Duration.ofSeconds(Integer.parseInt(seconds));
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(seconds);
        }
        return patience;
    }

    private CompletionStage<AdminReply> await(String since, Duration patience, AdminRequest request) {
        Poll poll = new Poll(since, new CompletableFuture<>(), new ArrayList<>());
        poll.patience()
                .add(loop.schedule(() -> tell(poll, nothingSince(since)), patience.toMillis(), TimeUnit.MILLISECONDS));
        waiting.add(poll);
        count.incrementAndGet();
        var unused = request.closed().thenRun(() -> tell(poll, nothingSince(since)));
        if (!since.equals(bans.revision())) {
            // It came between the first look and now, when nobody was there to be told.
            changed();
        }
        return poll.reply();
    }

    private void tell(Poll poll, AdminReply reply) {
        if (waiting.remove(poll)) {
            count.decrementAndGet();
            poll.answer(reply);
        }
    }

    /** Something may have changed. Any thread may say so, and never waits. */
    private void changed() {
        if (count.get() > 0 && gathering.compareAndSet(false, true)) {
            try {
                var unused = loop.schedule(this::tellAll, GATHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                gathering.set(false);
            }
        }
    }

    private void tellAll() {
        gathering.set(false);
        String revision = bans.revision();
        Map<String, List<Poll>> bySince = new HashMap<>();
        for (Poll poll : List.copyOf(waiting)) {
            if (!poll.since().equals(revision)) {
                bySince.computeIfAbsent(poll.since(), unused -> new ArrayList<>())
                        .add(poll);
                waiting.remove(poll);
                count.decrementAndGet();
            }
        }
        bySince.forEach(this::answer);
    }

    private void answer(String since, List<Poll> polls) {
        CompletionStage<AdminReply> made;
        try {
            made = CompletableFuture.supplyAsync(() -> text(FeedNews.text(bans.since(Optional.of(since)))), writer);
        } catch (RejectedExecutionException e) {
            made = CompletableFuture.failedFuture(e);
        }
        made.whenComplete((reply, failure) -> polls.forEach(poll -> poll.answer(
                failure == null
                        ? reply
                        : AdminReply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the feed cannot be told now"))));
    }

    /** How many wait. Any thread may ask. */
    int waiting() {
        return count.get();
    }

    /** Answers all who wait; from now on nobody waits. On the event loop. */
    void stop() {
        stopped = true;
        for (Poll poll : List.copyOf(waiting)) {
            tell(
                    poll,
                    nothingSince(poll.since())
                            .with(HttpHeaderNames.CONNECTION.toString(), HttpHeaderValues.CLOSE.toString()));
        }
    }

    private static AdminReply nothingSince(String revision) {
        return text(FeedNews.nothingSince(revision));
    }

    private static AdminReply text(byte[] text) {
        return AdminReply.text(FeedText.MEDIA_TYPE, text);
    }
}
