package org.doorward.server;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Stands at a listening socket: when accepting fails, most likely because the process has no file descriptors left, it says
 * so and pauses. Trying again at once would fail again, and burn the processor.
 */
@Sharable
final class AcceptFaults extends ChannelInboundHandlerAdapter {

    private static final long PAUSE_SECONDS = 1;

    private final Complaints complaints;

    AcceptFaults(Complaints complaints) {
        this.complaints = complaints;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        complaints.acceptFailed(cause);
        ChannelConfig config = context.channel().config();
        if (config.isAutoRead()) {
            config.setAutoRead(false);
            var unused = context.executor().schedule(() -> config.setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
