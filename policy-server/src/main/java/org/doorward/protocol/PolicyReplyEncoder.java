package org.doorward.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/**
 * Writes a reply: {@code action=...}, a line feed, an empty line; in one buffer and so in one segment, because Postfix
 * reconnects when bytes follow later.
 */
@Sharable
public final class PolicyReplyEncoder extends MessageToByteEncoder<PolicyReply> {

    private static final String END = "\n\n";

    /** One for all connections. */
    public PolicyReplyEncoder() {
        super(PolicyReply.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, PolicyReply reply, boolean preferDirect) {
        int bytes = PolicyReply.ATTRIBUTE.length() + reply.action().length() + END.length();
        return preferDirect ? context.alloc().ioBuffer(bytes) : context.alloc().heapBuffer(bytes);
    }

    @Override
    protected void encode(ChannelHandlerContext context, PolicyReply reply, ByteBuf out) {
        ByteBufUtil.writeAscii(out, PolicyReply.ATTRIBUTE);
        ByteBufUtil.writeAscii(out, reply.action());
        ByteBufUtil.writeAscii(out, END);
    }
}
