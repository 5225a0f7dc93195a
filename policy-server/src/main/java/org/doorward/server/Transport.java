package org.doorward.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;
import org.doorward.config.ServerConfig;

/**
 * One of Netty's ways to drive sockets.
 *
 * @param name its name in the log
 * @param handlers makes what an event loop runs on
 * @param inet its TCP listening socket
 * @param unix its unix listening socket
 * @param unixAddress its notion of a unix socket's address
 * @param unixHalfClosure whether on its unix sockets a client may close its side and still get the reply
 */
record Transport(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> inet,
        Class<? extends ServerChannel> unix,
        Function<Path, SocketAddress> unixAddress,
        boolean unixHalfClosure) {

    /**
     * The transport that the configuration asks for.
     *
     * @throws ListenException when it asks for epoll, and epoll does not load
     */
    static Transport choose(ServerConfig.Transport wanted) throws ListenException {
        return switch (wanted) {
            case NIO -> nio();
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new ListenException(
                            "epoll does not load ("
                                    + Epoll.unavailabilityCause().getMessage() + ")",
                            "Set server.transport to \"auto\" or \"nio\"");
                }
                yield epoll();
            }
        };
    }

    private static Transport epoll() {
        return new Transport(
                "epoll",
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel.class,
                EpollServerDomainSocketChannel.class,
                path -> new DomainSocketAddress(path.toString()),
                true);
    }

    private static Transport nio() {
        return new Transport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioServerDomainSocketChannel.class,
                UnixDomainSocketAddress::of,
                false);
    }
}
