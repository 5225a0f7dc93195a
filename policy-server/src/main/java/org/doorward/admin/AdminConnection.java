package org.doorward.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: lets a request in or refuses it, has its route answer, and writes the answer.
 *
 * <p>One request at a time. A peer that sends the next before it has the answer (pipelining, which no client of today does) is
 * disconnected, for answers may become ready in any order.
 */
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);

    // After a malformed request nobody can tell where the next one begins.
    private static final String CONNECTION = HttpHeaderNames.CONNECTION.toString();
    private static final String CLOSE = HttpHeaderValues.CLOSE.toString();

    private final Guard guard;
    private final Router router;
    private final RequestDeadline deadline;
    private boolean answering;
    /** Of the request that is being answered. */
    private CompletableFuture<Void> closed = new CompletableFuture<>();

    AdminConnection(Guard guard, Router router, RequestDeadline deadline) {
        this.guard = guard;
        this.router = router;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (answering) {
            var unused = context.close();
            return;
        }
        answering = true;
        closed = new CompletableFuture<>();
        answer(context, request)
                .whenComplete((reply, failure) ->
                        context.executor().execute(() -> write(context, failure == null ? reply : failed(failure))));
    }

    private CompletionStage<AdminReply> answer(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return done(malformed(request.decoderResult().cause()).with(CONNECTION, CLOSE));
        }
        Optional<AdminReply> refusal = guard.refuseOrigin(request.headers());
        if (refusal.isPresent()) {
            return done(refusal.get());
        }
        Router.Match match = router.find(request.method(), pathOf(request.uri()));
        if (match instanceof Router.Found found) {
            return enter(context, request, found.route());
        }
        return done(notFound(match));
    }

    private CompletionStage<AdminReply> enter(
            ChannelHandlerContext context, FullHttpRequest request, Router.Route route) {
        Optional<AdminReply> refusal = guard.refuseAccess(route.access(), onLoopback(context), request.headers());
        if (refusal.isPresent()) {
            return done(refusal.get());
        }
        deadline.extend(route.patience());
        AdminRequest asked = new AdminRequest(
                queryOf(request.uri()),
                request.headers().get(HttpHeaderNames.ACCEPT, ""),
                ByteBufUtil.getBytes(request.content()),
                context.channel().eventLoop(),
                closed);
        try {
            return route.handler().handle(asked);
        } catch (RejectedExecutionException e) {
            return done(AdminReply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests at once"));
        }
    }

    private static CompletionStage<AdminReply> done(AdminReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static AdminReply malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return AdminReply.error(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return AdminReply.error(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
        }
        return AdminReply.error(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1");
    }

    private static AdminReply notFound(Router.Match match) {
        if (match instanceof Router.WrongMethod wrong) {
            return AdminReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "allowed here: " + wrong.allowed())
                    .with(HttpHeaderNames.ALLOW.toString(), wrong.allowed());
        }
        return AdminReply.error(HttpResponseStatus.NOT_FOUND, "there is nothing here");
    }

    private static AdminReply failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.error("An admin request failed", cause);
        return AdminReply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "an internal error; the log has the details");
    }

    private void write(ChannelHandlerContext context, AdminReply reply) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, reply.status(), Unpooled.wrappedBuffer(reply.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        reply.headers().forEach((name, value) -> response.headers().set(name, value));
        // HttpServerKeepAliveHandler, below us in the pipeline, closes where the peer or its HTTP version wants that.
        context.writeAndFlush(response).addListener(written -> {
            answering = false;
            deadline.answered();
        });
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static String queryOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? "" : uri.substring(query + 1);
    }

    private static boolean onLoopback(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress().isLoopbackAddress();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // Whoever waits for an answer may be silent: that has its own deadline.
        if (event instanceof IdleStateEvent && !answering) {
            var unused = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (answering) {
            closed.complete(null);
        }
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("An admin connection failed", cause);
        }
        var unused = context.close();
    }
}
