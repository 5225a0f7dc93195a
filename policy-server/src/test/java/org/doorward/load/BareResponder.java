package org.doorward.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The yardstick: answers every policy request with {@code DUNNO}, and decides nothing.
 *
 * <p>It has the sockets of the policy listener: transport, options, as many event loops. It looks for the empty line that
 * ends a request, as whoever answers one must, and does nothing else: no attribute is read, no reply is built.
 */
public final class BareResponder {

    private static final ByteBuf REPLY = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes("action=DUNNO\n\n".getBytes(StandardCharsets.US_ASCII)));

    private BareResponder() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments the port on 127.0.0.1
     */
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        boolean epoll = Epoll.isAvailable();
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(),
                new DefaultThreadFactory("bare", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 1024, 8192))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Responder());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
        listening.closeFuture().sync();
    }

    private static final class Responder extends ChannelInboundHandlerAdapter {

        private boolean lineFeedBefore;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            int at = in.readerIndex();
            int end = in.indexOf(at, in.writerIndex(), (byte) '\n');
            while (end >= 0) {
                if (end == at && lineFeedBefore) {
                    // A failure closes the connection, and the client sees that.
                    var unused = context.write(REPLY.duplicate(), context.voidPromise());
                    lineFeedBefore = false;
                } else {
                    lineFeedBefore = true;
                }
                at = end + 1;
                end = in.indexOf(at, in.writerIndex(), (byte) '\n');
            }
            if (at < in.writerIndex()) {
                lineFeedBefore = false;
            }
            in.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
