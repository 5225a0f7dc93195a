package org.doorward.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.config.ListenAddress;

/**
 * The admin listener: HTTP/1.1 on one event loop of its own, and one worker thread for what may block. However busy it is, the
 * policy listener does not notice, and the other way round.
 */
public final class AdminServer implements AutoCloseable {

    private static final long CLOSE_MILLIS = 1_000;

    private final AdminLimits limits;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("doorward-admin", true), NioIoHandler.newFactory());
    private final ExecutorService workers;
    /** One for the feed alone: a ban must not wait for an operator's long question. */
    private final ExecutorService feedWriter;

    private final FeedApi feed;
    private final Guard guard;
    private final Router router;
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel listener;

    private AdminServer(
            ListenAddress.Inet address,
            InetSocketAddress resolved,
            AdminToken token,
            AdminServices services,
            AdminLimits limits)
            throws IOException {
        this.limits = limits;
        this.workers = worker("doorward-admin-worker", limits);
        this.feedWriter = worker("doorward-admin-feed", limits);
        this.feed = new FeedApi(services.firewall().bans(), feedWriter, loop.next());
        this.guard = new Guard(address.host(), token);
        this.router = Routes.of(services, feed, workers);
        this.listener = listen(address, resolved);
    }

    private static ExecutorService worker(String name, AdminLimits limits) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.waiting()),
                new DefaultThreadFactory(name, true));
    }

    /**
     * Listens and answers.
     *
     * @param address where
     * @param token what those must show who need it
     * @param services what is spoken for
     * @throws IOException when that address cannot be had; the message names it and says what to do
     */
    public static AdminServer start(ListenAddress.Inet address, AdminToken token, AdminServices services)
            throws IOException {
        return start(address, token, services, AdminLimits.DEFAULT);
    }

    /** The same with other limits. */
    static AdminServer start(ListenAddress.Inet address, AdminToken token, AdminServices services, AdminLimits limits)
            throws IOException {
        return new AdminServer(address, resolve(address), token, services, limits);
    }

    /** Where it listens, with the port that the kernel chose when port 0 was configured. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The one event loop, for the watchdog. */
    public EventLoopGroup loop() {
        return loop;
    }

    /** How many wait for news of bans. */
    int waitingForTheFeed() {
        return feed.waiting();
    }

    private static InetSocketAddress resolve(ListenAddress.Inet address) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw new IOException(
                    "The admin listener cannot listen on " + address + ": no such host. Set admin.listen to an address",
                    e);
        }
    }

    private Channel listen(ListenAddress.Inet address, InetSocketAddress resolved) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, limits.connections())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(resolved)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close(bound.channel());
            throw new IOException(
                    "The admin listener cannot listen on " + address + ": "
                            + bound.cause().getMessage()
                            + ". Is another Doorward running? Else set admin.listen to another address",
                    bound.cause());
        }
        return bound.channel();
    }

    private void accept(SocketChannel channel) {
        if (connections.incrementAndGet() > limits.connections()) {
            connections.decrementAndGet();
            var unused = channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        RequestDeadline deadline = new RequestDeadline(limits.request());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS));
        pipeline.addLast(deadline);
        pipeline.addLast(new HttpServerCodec(
                new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.headers())));
        pipeline.addLast(new HttpServerKeepAliveHandler());
        pipeline.addLast(new HttpObjectAggregator(limits.body(), true));
        pipeline.addLast(new AdminConnection(guard, router, deadline));
    }

    /** Answers who waits, stops listening, closes all connections, and lets the workers end, all within a second or so. */
    @Override
    public void close() {
        var stopped = loop.next().submit(feed::stop);
        stopped.awaitUninterruptibly(CLOSE_MILLIS);
        // What that had answered is written after it, on the same thread.
        loop.next().submit(() -> {}).awaitUninterruptibly(CLOSE_MILLIS);
        close(listener);
    }

    private void close(Channel channel) {
        channel.close().awaitUninterruptibly(CLOSE_MILLIS);
        workers.shutdownNow();
        feedWriter.shutdownNow();
        loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }
}
