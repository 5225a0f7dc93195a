package org.doorward.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Writes a reply: {@code action=...}, a line feed, an empty line; in one buffer and so in one segment, because Postfix
 * reconnects when bytes follow later.
 */
@Sharable
public final class PolicyReplyEncoder extends ChannelOutboundHandlerAdapter {

    private static final String END = "\n\n";

    /** What nearly all are told; each write takes a view of it with a position of its own. */
    private static final ByteBuf DUNNO =
            Unpooled.unreleasableBuffer(write(Unpooled.directBuffer(length(PolicyReply.DUNNO)), PolicyReply.DUNNO));

    /** Takes what is no reply along as it is. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // The promise is the caller's, and so is the future.
        var unused = context.write(message instanceof PolicyReply reply ? encoded(context, reply) : message, promise);
    }

    private static ByteBuf encoded(ChannelHandlerContext context, PolicyReply reply) {
        return reply.equals(PolicyReply.DUNNO)
                ? DUNNO.duplicate()
                : write(context.alloc().ioBuffer(length(reply)), reply);
    }

    private static int length(PolicyReply reply) {
        return PolicyReply.ATTRIBUTE.length() + reply.action().length() + END.length();
    }

    private static ByteBuf write(ByteBuf out, PolicyReply reply) {
        ByteBufUtil.writeAscii(out, PolicyReply.ATTRIBUTE);
        ByteBufUtil.writeAscii(out, reply.action());
        ByteBufUtil.writeAscii(out, END);
        return out;
    }
}
