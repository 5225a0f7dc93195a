package org.doorward.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.doorward.decision.Decision;
import org.doorward.protocol.MalformedRequestException;
import org.doorward.protocol.PolicyReply;
import org.doorward.protocol.PolicyRequest;
import org.doorward.protocol.PolicyRequestDecoder;
import org.doorward.server.ListenerEvents.Wait;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its requests, one after the other, to the decider, and its replies, in the order of the requests.
 *
 * <p>Strictly one decision at a time. Postfix never sends a request before it has the reply to the last one; for others
 * the next requests wait here, and while one waits nothing more is read. So what waits is bounded by what one read holds
 * ({@link SessionInitializer#READ_BYTES}). The same holds for a client that sends but does not read: from
 * {@link SessionInitializer#UNREAD_BYTES} of replies on it is neither asked for nor decided on until it reads, or is closed.
 *
 * <p>A decision that is complete at once is answered within the read, and replies leave with one flush for each read. All
 * state belongs to the connection's event loop.
 */
final class PolicySession extends SimpleChannelInboundHandler<PolicyRequest> {

    private final SessionContext shared;
    private final PolicyRequestDecoder decoder;
    private final Channel channel;
    private final SessionTimers timers;
    private final Queue<PolicyRequest> waiting = new ArrayDeque<>(1);

    /** A decision is under way. */
    private boolean deciding;
    /** Within {@link #pump}. */
    private boolean pumping;
    /** Within a read; its end flushes. */
    private boolean reading;
    /** Nothing more will be asked: what waits is answered, then the connection is closed. */
    private boolean lastOrders;
    /** Nothing more will be answered; the connection is being closed. */
    private boolean ended;

    /**
     * A session.
     *
     * @param decoder the one before it in the channel's pipeline
     */
    PolicySession(SessionContext shared, PolicyRequestDecoder decoder, Channel channel) {
        super(PolicyRequest.class);
        this.shared = shared;
        this.decoder = decoder;
        this.channel = channel;
        this.timers = new SessionTimers(channel, shared.config(), this::idle, this::expired);
    }

    /** Fired at a channel when the listener begins to drain. */
    enum Drain {
        DRAIN
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timers.start();
        settle();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, PolicyRequest request) {
        reading = true;
        timers.requestArrived();
        if (!ended) {
            waiting.add(request);
            pump();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        timers.active();
        settle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            timers.readerReads();
            pump();
        } else {
            timers.readerBlocked();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Exim closes its side after the request and still wants the reply.
            lastOrders = true;
            settle();
        } else if (event == Drain.DRAIN) {
            settle();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        waiting.clear();
        timers.stop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof MalformedRequestException malformed) {
            shared.events().protocolError(malformed.kind());
            shared.complaints().malformed(client(channel), malformed);
            end();
            return;
        }
        if (cause instanceof IOException) {
            shared.complaints().debug(client(channel), cause);
        } else {
            shared.complaints().fault("Closed the connection from " + client(channel), cause);
        }
        cut();
    }

    /** Whether the client's next request is all that this session waits for. */
    private boolean idle() {
        return answeredAll() && !decoder.midRequest();
    }

    private boolean answeredAll() {
        return !deciding && waiting.isEmpty();
    }

    private void pump() {
        if (pumping) {
            // An answer that came at once: the loop below is what called, and goes on.
            return;
        }
        pumping = true;
        while (!deciding && !ended && !waiting.isEmpty() && channel.isWritable()) {
            ask(waiting.remove());
        }
        pumping = false;
        settle();
    }

    private void ask(PolicyRequest request) {
        if (shared.decisions().availablePermits() == 0) {
            shed();
            return;
        }
        CompletableFuture<Decision> decision = decide(request);
        if (decision.isDone()) {
            // Most are, and then the event loops need not fight for a permit.
            answer(replyTo(decision));
        } else if (shared.decisions().tryAcquire()) {
            deciding = true;
            var unused = decision.whenComplete(this::decided);
        } else {
            shed();
        }
    }

    private void shed() {
        shared.events().shed();
        shared.complaints().shed(shared.config().maxInFlight());
        answer(PolicyReply.DUNNO);
    }

    /** Catches everything: whatever is wrong with us, Postfix must get its reply. */
    private CompletableFuture<Decision> decide(PolicyRequest request) {
        try {
            return shared.decider()
                    .decide(InquiryReader.read(request, shared.clock().instant()), channel.eventLoop())
                    .toCompletableFuture();
        } catch (Throwable fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private PolicyReply replyTo(CompletableFuture<Decision> done) {
        try {
            return reply(done.join(), null);
        } catch (CancellationException | CompletionException failure) {
            return reply(null, failure.getCause() == null ? failure : failure.getCause());
        }
    }

    /** Comes on any thread. */
    private void decided(@Nullable Decision decision, @Nullable Throwable failure) {
        shared.decisions().release();
        if (channel.eventLoop().inEventLoop()) {
            answer(reply(decision, failure));
        } else {
            channel.eventLoop().execute(() -> answer(reply(decision, failure)));
        }
    }

    private PolicyReply reply(@Nullable Decision decision, @Nullable Throwable failure) {
        if (failure == null && decision != null) {
            return Answer.to(decision);
        }
        shared.events().deciderFailed();
        shared.complaints()
                .fault("Answered DUNNO, deciding failed", failure == null ? new NullPointerException() : failure);
        return PolicyReply.DUNNO;
    }

    private void answer(PolicyReply reply) {
        deciding = false;
        if (ended) {
            return;
        }
        if (!reading) {
            timers.active();
        }
        // The void promise brings a failure to exceptionCaught.
        var unused = channel.write(reply, channel.voidPromise());
        if (shared.config().exim()) {
            lastOrders = true;
            waiting.clear();
        }
        pump();
    }

    /** Brings flushing, reading and closing in line with what there is to do. */
    private void settle() {
        boolean mayEnd = lastOrders || (shared.draining() && !decoder.midRequest());
        if (mayEnd && answeredAll()) {
            end();
            return;
        }
        boolean readOn = !ended && waiting.isEmpty() && channel.isWritable();
        if (channel.config().isAutoRead() != readOn) {
            channel.config().setAutoRead(readOn);
        }
        if (!reading) {
            channel.flush();
            watchArrival(readOn);
        }
    }

    private void watchArrival(boolean readOn) {
        if (!readOn) {
            timers.requestArrived();
        } else if (decoder.midRequest()) {
            timers.requestBegan();
        }
    }

    private void expired(Wait wait) {
        shared.events().timedOut(wait);
        shared.complaints().timedOut(client(channel), wait);
        cut();
    }

    /** Closes the connection as soon as the replies that it has are on their way. */
    private void end() {
        if (!ended) {
            ended = true;
            waiting.clear();
            timers.readerBlocked();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void cut() {
        var unused = channel.close();
    }

    /** Who is at the other end, for a log line. The other end of a unix socket has no name. */
    static String client(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress() + " port " + inet.getPort()
                : "a local process";
    }
}
