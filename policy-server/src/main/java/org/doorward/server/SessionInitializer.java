package org.doorward.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import org.doorward.config.ServerConfig;
import org.doorward.protocol.PolicyReplyEncoder;
import org.doorward.protocol.PolicyRequestDecoder;

/** Sets up each accepted connection, or closes it when there are too many. */
final class SessionInitializer extends ChannelInitializer<Channel> {

    /** The most that one read takes: a request's usual 600 bytes and its largest 6,330 fit, a flood does not. */
    static final int READ_BYTES = 8 * 1024;

    /** How many bytes of replies may wait for a client that does not read: some 40 of the longest. */
    static final int UNREAD_BYTES = 16 * 1024;

    private final SessionContext shared;
    private final ChannelGroup connections;
    private final PolicyReplyEncoder encoder = new PolicyReplyEncoder();

    /**
     * An initializer.
     *
     * @param connections to which each connection that is served is added
     */
    SessionInitializer(SessionContext shared, ChannelGroup connections) {
        this.shared = shared;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!shared.connections().tryAcquire()) {
            shared.events().connectionRefused();
            shared.complaints()
                    .refused(PolicySession.client(channel), shared.config().maxConnections());
            var unused = channel.close();
            return;
        }
        shared.events().connectionOpened();
        channel.closeFuture().addListener(closed -> {
            shared.connections().release();
            shared.events().connectionClosed();
        });
        connections.add(channel);
        PolicyRequestDecoder decoder = decoder();
        channel.pipeline().addLast(decoder, encoder, new PolicySession(shared, decoder, channel));
    }

    private PolicyRequestDecoder decoder() {
        ServerConfig config = shared.config();
        PolicyRequestDecoder.Limits limits =
                new PolicyRequestDecoder.Limits(config.lineLimit(), config.requestLimit(), config.attributeLimit());
        return new PolicyRequestDecoder(limits, !config.exim());
    }
}
