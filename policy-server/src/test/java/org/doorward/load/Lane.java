package org.doorward.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of the client with its share of the connections, of the rate and of the requests. Everything here happens on
 * that loop's thread, so nothing is shared and nothing locked.
 */
final class Lane {

    /** How long after its end a run waits for the last replies: longer than the server's deadline of 5 s. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final EventLoop loop;
    private final Traffic.Stream traffic;
    /** Nanoseconds between requests; 0 in a closed loop. */
    private final double interval;

    private final long limit;
    private final Deque<LoadConnection> idle = new ArrayDeque<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final Map<String, Long> actions = new TreeMap<>();
    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private long begin;
    private long countFrom;
    private long end;
    private long lastReply;
    private long asked;
    private int underWay;
    private long lost;
    private long malformed;
    private boolean armed;

    /**
     * A lane.
     *
     * @param interval nanoseconds between requests; 0 in a closed loop
     * @param limit the most requests
     */
    Lane(EventLoop loop, Traffic.Stream traffic, double interval, long limit) {
        this.loop = loop;
        this.traffic = traffic;
        this.interval = interval;
        this.limit = limit;
    }

    /** Whose thread it is. */
    EventLoop loop() {
        return loop;
    }

    /** Takes a connection that is open. */
    void add(LoadConnection connection) {
        loop.execute(() -> idle.addLast(connection));
    }

    /**
     * Runs.
     *
     * @param start by {@link System#nanoTime}
     * @return completes with what was counted, at most some seconds after the plan's end
     */
    CompletableFuture<LoadResult> run(long start, Duration warmUp, Duration duration) {
        loop.execute(() -> {
            begin = start;
            countFrom = begin + warmUp.toNanos();
            end = countFrom + duration.toNanos();
            lastReply = countFrom;
            at(end + GRACE.toNanos(), this::stop);
            at(end, this::pump);
            pump();
        });
        return result;
    }

    private void pump() {
        long now = System.nanoTime();
        long due = due(now);
        while (!idle.isEmpty() && due <= now && !over(due)) {
            underWay++;
            idle.removeFirst().ask(traffic.next(), (int) asked, due);
            asked++;
            due = due(now);
        }
        if (over(due)) {
            if (underWay == 0) {
                stop();
            }
        } else if (due > now && !armed) {
            armed = true;
            at(due, this::alarm);
        }
    }

    private void at(long nanoTime, Runnable task) {
        var unused = loop.schedule(task, nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void alarm() {
        armed = false;
        pump();
    }

    private long due(long now) {
        return interval == 0 ? Math.max(now, begin) : begin + (long) (asked * interval);
    }

    private boolean over(long due) {
        return due >= end || asked >= limit || result.isDone();
    }

    /** A connection has its reply. */
    void answered(LoadConnection connection, String action) {
        long now = System.nanoTime();
        underWay--;
        long countedBy = interval == 0 ? now : connection.due();
        if (countedBy >= countFrom && countedBy < end) {
            latencies.record(now - connection.due());
            actions.merge(action, 1L, Long::sum);
            lastReply = now;
        }
        idle.addLast(connection);
        pump();
    }

    /** Something came that is no reply. */
    void malformed() {
        malformed++;
    }

    /** A connection was closed by the server. */
    void lost(LoadConnection connection, boolean waiting) {
        if (result.isDone()) {
            return;
        }
        lost++;
        idle.remove(connection);
        if (waiting) {
            underWay--;
        }
        if (underWay == 0 && idle.isEmpty()) {
            stop();
        }
    }

    private void stop() {
        if (!result.isDone()) {
            long until = Math.min(lastReply, end);
            long unsent = interval == 0 || asked >= limit ? 0 : (long) ((end - begin) / interval) - asked;
            result.complete(new LoadResult(
                    Duration.ofNanos(until - countFrom),
                    latencies,
                    actions,
                    new LoadResult.Failures(lost, malformed, underWay, Math.max(0, unsent))));
        }
    }
}
