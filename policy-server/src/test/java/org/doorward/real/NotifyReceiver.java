package org.doorward.real;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.doorward.firewall.real.RealParts;

/** systemd's end of the notification socket: keeps what a service says. */
final class NotifyReceiver implements AutoCloseable {

    private final Queue<String> messages = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loop;
    private final Channel channel;

    /** Listens at a path, the value for {@code NOTIFY_SOCKET}. */
    NotifyReceiver(Path path) {
        RealParts.require("Netty's native epoll", Epoll.isAvailable());
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        channel = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        messages.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(path.toString()))
                .syncUninterruptibly()
                .channel();
    }

    /** All messages until now. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** Waits for a message that holds a line. */
    void await(String line) {
        Waiting.until(
                line + " among " + messages,
                () -> messages.stream().anyMatch(message -> message.lines().anyMatch(line::equals)));
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully().syncUninterruptibly();
    }
}
