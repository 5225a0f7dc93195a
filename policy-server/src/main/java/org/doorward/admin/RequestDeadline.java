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
    private Optional<Future<?>> running = Optional.empty();

    RequestDeadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (running.isEmpty()) {
            running = Optional.of(
                    context.executor().schedule(() -> close(context), limit.toMillis(), TimeUnit.MILLISECONDS));
        }
        context.fireChannelRead(bytes);
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
