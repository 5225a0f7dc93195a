package org.doorward.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import org.doorward.config.DnsConfig;
import org.doorward.config.ServerConfig;

/** How Netty's resolver is set up: as a bare sender of questions, for all that it adds to one leaks or cannot be seen. */
final class Sockets {

    /** What goes through every path in one piece; what is longer comes by TCP (the DNS flag day of 2020). */
    private static final int PAYLOAD = 1232;

    private final boolean epoll;

    /** On epoll where it is wanted and loads; a wish for it that cannot be met has stopped the listener already. */
    Sockets(ServerConfig.Transport wanted) {
        this.epoll = wanted != ServerConfig.Transport.NIO && Epoll.isAvailable();
    }

    /** The one thread of the DNS. */
    EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("dns", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The resolver: no search domains, no hosts file, no cache, no retry. */
    DnsNameResolver resolver(EventLoop loop, DnsConfig config, NameServers servers) {
        return new DnsNameResolverBuilder(loop)
                .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                // TCP when an answer was cut off, but not after a time-out: rbldnsd, for one, has no TCP.
                .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class, false)
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(servers.at(0)))
                .datagramChannelStrategy(strategy(servers))
                .queryTimeoutMillis(config.timeout().toMillis())
                .maxPayloadSize(PAYLOAD)
                .searchDomains(List.of())
                .ndots(1)
                .hostsFileEntriesResolver((host, types) -> null)
                .build();
    }

    /**
     * Where an answer can be forged, each question leaves from a port of its own: the 16 bits of its id alone can be guessed (RFC 5452
     * section 4). On loopback one socket for all is cheaper.
     */
    private static DnsNameResolverChannelStrategy strategy(NameServers servers) {
        return servers.anyRemote()
                ? DnsNameResolverChannelStrategy.ChannelPerResolution
                : DnsNameResolverChannelStrategy.ChannelPerResolver;
    }
}
