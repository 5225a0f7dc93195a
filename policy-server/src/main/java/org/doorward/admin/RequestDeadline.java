package org.doorward.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request takes too long, counted from the request's first byte to the answer's last: a peer that sends
 * or reads one byte a second gets no further than this.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private final Duration limit;
    private Optional<ChannelHandlerContext> context = Optional.empty();
    private Optional<Future<?>> running = Optional.empty();

    RequestDeadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (running.isEmpty()) {
            this.context = Optional.of(context);
            begin(context, limit);
        }
        context.fireChannelRead(bytes);
    }

    private void begin(ChannelHandlerContext context, Duration time) {
        running =
                Optional.of(context.executor().schedule(() -> close(context), time.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The answer may take so much longer, from now on. */
    void extend(Duration by) {
        if (!by.isZero() && running.isPresent()) {
            answered();
            context.ifPresent(its -> begin(its, limit.plus(by)));
        }
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }

    /** The answer is out. */
    void answered() {
        running.ifPresent(deadline -> deadline.cancel(false));
        running = Optional.empty();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answered();
        context.fireChannelInactive();
    }
}
