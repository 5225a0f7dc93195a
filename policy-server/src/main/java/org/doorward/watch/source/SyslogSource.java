package org.doorward.watch.source;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives syslog datagrams, RFC 3164 or 5424, at a unix socket or a UDP address: for a Postfix in a container, whose {@code /dev/log} this can be.
 *
 * <p>A datagram is a line, as it was sent; ends of lines and NUL in it are made spaces. Nobody is asked who he is: whoever reaches the socket can
 * say what he likes of whom he likes, so it belongs on loopback, on a network of the containers' own, or behind the unix socket's permissions.
 * It cannot be read again, and its position is empty. When lines are not read fast enough, datagrams wait in the kernel's buffer; when that is
 * full, too, senders at a unix socket wait, and UDP datagrams are lost, which the kernel counts.
 */
public final class SyslogSource implements LineSource {

    private static final Logger LOG = LoggerFactory.getLogger(SyslogSource.class);

    private static final long WAIT_MILLIS = 5000;

    /** Of UDP so much waits in the kernel, if it allows it, while nobody reads. A unix socket's senders are made to wait. */
    private static final int KERNEL_BUFFER = 4 << 20;

    private final String name;
    private final LineQueue queue = new LineQueue();
    private final EventLoopGroup loop;
    private final Channel channel;

    private SyslogSource(String name, IoHandlerFactory handlers, Bootstrap bootstrap, SocketAddress address)
            throws IOException {
        this.name = name;
        this.loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("doorward-syslog", true), handlers);
        ChannelFuture bound = bootstrap
                .group(loop)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LINE_LIMIT))
                .handler(new Receiver())
                .bind(address);
        bound.awaitUninterruptibly(WAIT_MILLIS);
        this.channel = bound.channel();
        if (!bound.isSuccess()) {
            stopLoop();
            throw new IOException(name + " cannot be listened at: " + bound.cause(), bound.cause());
        }
    }

    /**
     * Receives at a unix datagram socket, which is made anew.
     *
     * @param path the socket's path; what is left there of an earlier run is removed, but nothing else
     * @param permissions who may write to it, as {@code rw-rw----}
     * @throws IOException when that is not possible, as without Netty's native epoll
     */
    public static SyslogSource unix(Path path, String permissions) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("Unix datagram sockets need Netty's native epoll, which does not load here ("
                    + Epoll.unavailabilityCause().getMessage() + "): receive at a UDP address instead");
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path) || Files.isSymbolicLink(path)) {
            throw new IOException(path + " is there and is no socket: name another path, or remove it");
        }
        Files.deleteIfExists(path);
        SyslogSource source = new SyslogSource(
                "syslog:" + path,
                EpollIoHandler.newFactory(),
                new Bootstrap().channel(EpollDomainDatagramChannel.class),
                new DomainSocketAddress(path.toString()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        return source;
    }

    /**
     * Receives at a UDP address.
     *
     * @throws IOException when that is not possible
     */
    public static SyslogSource udp(InetSocketAddress address) throws IOException {
        return new SyslogSource(
                "syslog:" + address.getHostString() + ":" + address.getPort(),
                NioIoHandler.newFactory(),
                new Bootstrap().channel(NioDatagramChannel.class).option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER),
                address);
    }

    /** Puts each datagram into the queue, and stops reading while that is full. */
    private final class Receiver extends SimpleChannelInboundHandler<AddressedEnvelope<?, ?>> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, AddressedEnvelope<?, ?> datagram) {
            if (datagram.content() instanceof ByteBuf bytes) {
                String line = line(bytes.toString(StandardCharsets.ISO_8859_1));
                if (!line.isEmpty() && !queue.force(new LineQueue.Line(line, ""))) {
                    context.channel().config().setAutoRead(false);
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.warn("{}: a datagram could not be received", name, cause);
        }
    }

    /** A datagram's text as one line. */
    static String line(String datagram) {
        int end = datagram.length();
        while (end > 0 && datagram.charAt(end - 1) <= '\r' && isBreak(datagram.charAt(end - 1))) {
            end--;
        }
        String text = datagram.substring(0, end);
        return text.chars().anyMatch(c -> isBreak((char) c))
                ? text.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ')
                : text;
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || c == '\0';
    }

    /** Where datagrams are received. */
    SocketAddress address() {
        return channel.localAddress();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Chunk read(Duration patience) throws InterruptedException {
        List<LineQueue.Line> lines = queue.take(patience);
        if (queue.hasRoom() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
        return new Chunk(lines.stream().map(LineQueue.Line::text).toList(), "");
    }

    @Override
    public OptionalLong behind() {
        return OptionalLong.empty();
    }

    @Override
    public long lost() {
        return channel.localAddress() instanceof InetSocketAddress address ? UdpDrops.at(address) : 0;
    }

    private void stopLoop() {
        var unused = loop.shutdownGracefully(0, WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        queue.close();
        channel.close().awaitUninterruptibly(WAIT_MILLIS);
        stopLoop();
        if (name.startsWith("syslog:/")) {
            Files.deleteIfExists(Path.of(name.substring("syslog:".length())));
        }
    }
}
