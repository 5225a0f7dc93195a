package org.doorward.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection that asks when its lane says so, and finds the end of the reply. */
final class LoadConnection extends ChannelInboundHandlerAdapter {

    /** A reply line has at most 400 bytes; whatever is longer is none. */
    private static final int LONGEST_REPLY = 512;

    private static final byte[] START = "action=".getBytes(StandardCharsets.US_ASCII);

    private final Lane lane;
    private final byte[] reply = new byte[LONGEST_REPLY];
    private @Nullable ChannelHandlerContext context;
    private int received;
    private long due;
    private boolean waiting;

    LoadConnection(Lane lane) {
        this.lane = lane;
    }

    /**
     * Sends a request.
     *
     * @param question the request
     * @param message the message's number
     * @param askedAt when it was due, by {@link System#nanoTime}
     */
    void ask(Question question, int message, long askedAt) {
        ChannelHandlerContext to = context;
        if (to == null) {
            throw new IllegalStateException("Not connected");
        }
        due = askedAt;
        waiting = true;
        ByteBuf out = to.alloc().ioBuffer(question.length());
        question.write(out, message);
        // A failure closes the connection, which the lane is told.
        var unused = to.writeAndFlush(out, to.voidPromise());
    }

    /** When the request under way was due. */
    long due() {
        return due;
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        context = opened;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        int bytes = in.readableBytes();
        boolean fits = received + bytes <= reply.length;
        if (fits) {
            in.readBytes(reply, received, bytes);
            received += bytes;
        }
        in.release();
        if (!fits || !waiting) {
            lane.malformed();
            var unused = from.close();
        } else if (received >= 2 && reply[received - 1] == '\n' && reply[received - 2] == '\n') {
            replied(from);
        }
    }

    private void replied(ChannelHandlerContext from) {
        waiting = false;
        boolean wellFormed = received > START.length && Arrays.equals(reply, 0, START.length, START, 0, START.length);
        String action = wellFormed ? action() : "";
        received = 0;
        if (action.isEmpty()) {
            lane.malformed();
            var unused = from.close();
        } else {
            lane.answered(this, action);
        }
    }

    private String action() {
        int end = START.length;
        while (reply[end] != ' ' && reply[end] != '\n') {
            end++;
        }
        return new String(reply, START.length, end - START.length, StandardCharsets.US_ASCII);
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        lane.lost(this, waiting);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        var unused = failed.close();
    }
}
