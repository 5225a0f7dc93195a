package org.doorward.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.doorward.config.ListenAddress;
import org.doorward.config.ServerConfig;
import org.doorward.decision.Decider;
import org.doorward.server.PolicySession.Drain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens where Postfix asks, and serves the connections.
 *
 * <p>A client that closes its sending side after a request, as Exim does, still gets the reply; but not over a unix socket with
 * the transport {@code nio}, for which Netty cannot tell a half-closed connection from a closed one.
 *
 * <p>The methods block until sockets are bound or closed; call them from the thread that starts and stops the server, never
 * from an event loop.
 */
public final class PolicyListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyListener.class);

    /** For closing sockets that wait for nothing; only a machine that stands still takes longer. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Transport transport;
    private final SessionContext shared;
    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup connections;
    private final SessionInitializer initializer;
    private final List<Channel> listening = new ArrayList<>();
    private final List<UnixSocketFile> socketFiles = new ArrayList<>();
    private final List<SocketAddress> addresses = new ArrayList<>();

    private PolicyListener(Transport transport, SessionContext shared) {
        this.transport = transport;
        this.shared = shared;
        this.loops = new MultiThreadIoEventLoopGroup(
                threads(shared.config()), new DefaultThreadFactory("policy", true), transport.handlers());
        this.connections = new DefaultChannelGroup("policy", loops.next(), true);
        this.initializer = new SessionInitializer(shared, connections);
    }

    /**
     * Listens on all the addresses, or on none.
     *
     * @param addresses where; at least one
     * @param config the listener's bounds
     * @param decider decides on what is asked; called on the event loops
     * @param events hears what happens
     * @param clock the moment of each decision
     * @throws ListenException when an address cannot be had; what was bound before is closed again
     */
    public static PolicyListener start(
            List<ListenAddress> addresses,
            ServerConfig config,
            Decider decider,
            ListenerEvents events,
            InstantSource clock)
            throws ListenException {
        Transport transport = Transport.choose(config.transport());
        PolicyListener listener = new PolicyListener(transport, new SessionContext(config, decider, events, clock));
        try {
            for (ListenAddress address : addresses) {
                listener.listen(address);
            }
            return listener;
        } catch (ListenException | RuntimeException failed) {
            listener.close();
            throw failed;
        }
    }

    /** Where it listens, in the order asked for; a port that the kernel chose is named. */
    public List<SocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** The event loops, one by one. */
    public List<Executor> eventLoops() {
        List<Executor> each = new ArrayList<>();
        loops.forEach(each::add);
        return each;
    }

    /** How sockets are driven: {@code epoll} or {@code nio}. */
    public String transport() {
        return transport.name();
    }

    /** How many decisions are under way. */
    public int decisionsUnderWay() {
        return shared.config().maxInFlight() - shared.decisions().availablePermits();
    }

    /**
     * Stops: accepts no more, closes idle connections, answers what has been asked and closes those connections too, and
     * ends the event loops.
     *
     * @param limit how long to wait for answers; connections still open then are cut. Closing itself may take some seconds
     *     more on a machine that is overloaded, and next to nothing on any other
     */
    public void drain(Duration limit) {
        stopListening();
        shared.drain();
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(Drain.DRAIN));
        if (!connections.newCloseFuture().awaitUninterruptibly(limit.toMillis())) {
            LOG.warn("Cutting {} policy connections that were not answered in time", connections.size());
        }
        close();
    }

    /** Stops without waiting for answers. Does nothing when it has stopped already. */
    @Override
    public void close() {
        stopListening();
        shared.drain();
        connections.close().awaitUninterruptibly(CLOSING.toMillis());
        loops.shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * CLOSING.toMillis());
    }

    private void stopListening() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly(CLOSING.toMillis()));
        for (UnixSocketFile file : socketFiles) {
            try {
                file.remove();
            } catch (IOException remains) {
                LOG.warn("Cannot remove the socket {}: {}", file.path(), remains.toString());
            }
        }
    }

    private void listen(ListenAddress address) throws ListenException {
        if (address instanceof ListenAddress.Inet inet) {
            listenInet(inet);
        } else {
            listenUnix((ListenAddress.Unix) address);
        }
    }

    private void listenInet(ListenAddress.Inet address) throws ListenException {
        InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
        if (where.isUnresolved()) {
            throw new ListenException(address, "the host name has no address", "Use an address");
        }
        ServerBootstrap bootstrap = bootstrap(transport.inet())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        Channel channel = bind(bootstrap, address, where);
        addresses.add(channel.localAddress());
    }

    private void listenUnix(ListenAddress.Unix address) throws ListenException {
        UnixSocketFile file = new UnixSocketFile(address, shared.config());
        file.prepare();
        socketFiles.add(file);
        ServerBootstrap bootstrap = bootstrap(transport.unix());
        if (transport.unixHalfClosure()) {
            bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        bind(bootstrap, address, transport.unixAddress().apply(file.workingPath()));
        file.publish();
        addresses.add(UnixDomainSocketAddress.of(file.path()));
    }

    private ServerBootstrap bootstrap(Class<? extends ServerChannel> kind) {
        return new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .handler(new AcceptFaults(shared.complaints()))
                .childHandler(initializer)
                .option(ChannelOption.SO_BACKLOG, shared.config().backlog())
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(512, 1024, SessionInitializer.READ_BYTES))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(SessionInitializer.UNREAD_BYTES / 2, SessionInitializer.UNREAD_BYTES));
    }

    private Channel bind(ServerBootstrap bootstrap, ListenAddress address, SocketAddress where) throws ListenException {
        ChannelFuture bound = bootstrap.bind(where).awaitUninterruptibly();
        if (bound.cause() != null) {
            throw failure(address, bound.cause());
        }
        listening.add(bound.channel());
        return bound.channel();
    }

    private static ListenException failure(ListenAddress address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("Address already in use")) {
            return new ListenException(address, "the address is in use", "Is another Doorward running? See `ss -ltnp`");
        }
        if (message.contains("Cannot assign requested address")) {
            return new ListenException(
                    address, "this host has no such address", "See `ip address`, correct the address");
        }
        if (message.contains("Permission denied")) {
            return new ListenException(
                    address, "permission denied", "Ports below 1024 and foreign directories need privileges");
        }
        return new ListenException(address, message, "Correct the address");
    }

    private static int threads(ServerConfig config) {
        return config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
    }
}
