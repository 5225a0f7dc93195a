package org.doorward.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Puts a load on a server, from as few threads as it takes: they share the machine with the server. */
public final class Load implements AutoCloseable {

    private static final long CONNECTING_MILLIS = 5000;
    private static final Duration HEAD_START = Duration.ofMillis(20);

    private final MultiThreadIoEventLoopGroup loops;
    private final int threads;

    /**
     * A client.
     *
     * @param threads its event loops, at least 1
     */
    public Load(int threads) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("load", true), handlers);
        this.threads = threads;
    }

    /**
     * Runs a plan to its end.
     *
     * @throws IOException when not all connections could be made
     */
    public LoadResult run(LoadPlan plan) throws IOException {
        List<Lane> lanes = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        try {
            for (int number = 0; number < threads; number++) {
                lanes.add(lane(plan, number));
            }
            for (int number = 0; number < plan.connections(); number++) {
                channels.add(connect(plan.server(), lanes.get(number % threads)));
            }
            long start = System.nanoTime() + HEAD_START.toNanos();
            List<CompletableFuture<LoadResult>> running = lanes.stream()
                    .map(lane -> lane.run(start, plan.warmUp(), plan.duration()))
                    .toList();
            return running.stream().map(CompletableFuture::join).reduce(LoadResult.none(), LoadResult::and);
        } finally {
            channels.stream().map(Channel::close).toList().forEach(ChannelFuture::awaitUninterruptibly);
        }
    }

    private Lane lane(LoadPlan plan, int number) {
        double interval = plan.pace() instanceof LoadPlan.Pace.Open open ? threads * 1e9 / open.rate() : 0;
        long limit = plan.requests() == LoadPlan.NO_LIMIT
                ? LoadPlan.NO_LIMIT
                : plan.requests() / threads + (number < plan.requests() % threads ? 1 : 0);
        return new Lane(loops.next(), plan.traffic().stream(number), interval, limit);
    }

    private static Channel connect(SocketAddress server, Lane lane) throws IOException {
        LoadConnection connection = new LoadConnection(lane);
        boolean unix = server instanceof UnixDomainSocketAddress;
        Bootstrap bootstrap =
                new Bootstrap().group(lane.loop()).channel(channel(unix)).handler(connection);
        if (!unix) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture connected = bootstrap.connect(unix && Epoll.isAvailable() ? epollAddress(server) : server);
        if (!connected.awaitUninterruptibly(CONNECTING_MILLIS) || !connected.isSuccess()) {
            throw new IOException("Cannot connect to " + server, connected.cause());
        }
        lane.add(connection);
        return connected.channel();
    }

    private static Class<? extends Channel> channel(boolean unix) {
        if (Epoll.isAvailable()) {
            return unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }
        return unix ? NioDomainSocketChannel.class : NioSocketChannel.class;
    }

    private static SocketAddress epollAddress(SocketAddress server) {
        return new DomainSocketAddress(
                ((UnixDomainSocketAddress) server).getPath().toString());
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
