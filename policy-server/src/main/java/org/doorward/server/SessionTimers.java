package org.doorward.server;

import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.doorward.config.ServerConfig;
import org.doorward.server.ListenerEvents.Wait;
import org.jspecify.annotations.Nullable;

/**
 * The time-outs of one connection, on the clock and the scheduler of its event loop.
 *
 * <p>Nothing is scheduled for a request that arrives whole and whose reply is read: of the idle time only the start is noted,
 * and a timer that runs anyway looks at it. The other two timers are set only when a request arrives in pieces or a client
 * does not read.
 */
final class SessionTimers {

    private final Channel channel;
    private final long idleNanos;
    private final long requestNanos;
    private final BooleanSupplier idle;
    private final Consumer<Wait> expired;
    private long idleSince;
    private @Nullable Future<?> idleTimer;
    private @Nullable Future<?> requestTimer;
    private @Nullable Future<?> readerTimer;

    /**
     * Timers that do not run yet.
     *
     * @param idle whether the client's next request is all that the session waits for
     * @param expired told what was waited for in vain
     */
    SessionTimers(Channel channel, ServerConfig config, BooleanSupplier idle, Consumer<Wait> expired) {
        this.channel = channel;
        this.idleNanos = config.idleTimeout().toNanos();
        this.requestNanos = config.requestTimeout().toNanos();
        this.idle = idle;
        this.expired = expired;
    }

    void start() {
        active();
        scheduleIdle(idleNanos);
    }

    void stop() {
        idleTimer = cancel(idleTimer);
        requestTimer = cancel(requestTimer);
        readerTimer = cancel(readerTimer);
    }

    /** Something happened: the idle time begins anew. */
    void active() {
        idleSince = now();
    }

    /** Part of a request is here. Does nothing when that was known: more parts do not buy more time. */
    void requestBegan() {
        if (requestTimer == null) {
            requestTimer = schedule(Wait.REQUEST);
        }
    }

    /** The request is complete, or we are the ones who do not read on. */
    void requestArrived() {
        requestTimer = cancel(requestTimer);
    }

    /** The client leaves more replies unread than we keep for it. */
    void readerBlocked() {
        if (readerTimer == null) {
            readerTimer = schedule(Wait.READER);
        }
    }

    /** The client reads. */
    void readerReads() {
        readerTimer = cancel(readerTimer);
    }

    private void scheduleIdle(long nanos) {
        idleTimer = channel.eventLoop().schedule(this::checkIdle, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkIdle() {
        if (!idle.getAsBoolean()) {
            active();
        }
        long left = idleNanos - (now() - idleSince);
        if (left <= 0) {
            expired.accept(Wait.IDLE);
        } else {
            scheduleIdle(left);
        }
    }

    private Future<?> schedule(Wait wait) {
        return channel.eventLoop().schedule(() -> expired.accept(wait), requestNanos, TimeUnit.NANOSECONDS);
    }

    private static @Nullable Future<?> cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }

    private long now() {
        return channel.eventLoop().ticker().nanoTime();
    }
}
