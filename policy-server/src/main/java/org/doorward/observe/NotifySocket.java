package org.doorward.observe;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A unix datagram socket connected to systemd's. The JDK has none, so this needs Netty's native epoll. */
final class NotifySocket implements NotifyWay {

    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    private static final long WAIT_MILLIS = 1_000;

    private final EventLoopGroup loop;
    private final Channel channel;

    private NotifySocket(EventLoopGroup loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Connects.
     *
     * @param path the value of {@code NOTIFY_SOCKET}: a path, or a name in the abstract namespace after {@code @}
     * @throws Unusable when that is not possible
     */
    static NotifySocket open(String path) throws Unusable {
        if (!Epoll.isAvailable()) {
            throw new Unusable("Netty's native epoll is not available");
        }
        String address = path.startsWith("@") ? '\0' + path.substring(1) : path;
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("doorward-notify", true), EpollIoHandler.newFactory());
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(address));
        connected.awaitUninterruptibly(WAIT_MILLIS);
        if (!connected.isSuccess()) {
            var unused = loop.shutdownGracefully(0, WAIT_MILLIS, TimeUnit.MILLISECONDS);
            throw new Unusable("cannot connect to " + path + ": " + connected.cause());
        }
        return new NotifySocket(loop, connected.channel());
    }

    @Override
    public void send(String message) {
        ChannelFuture sent = channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8));
        sent.awaitUninterruptibly(WAIT_MILLIS);
        if (!sent.isSuccess()) {
            LOG.warn("systemd was not told \"{}\"", message.lines().findFirst().orElse(""), sent.cause());
        }
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(WAIT_MILLIS);
        var unused = loop.shutdownGracefully(0, WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** systemd cannot be reached. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }
}
