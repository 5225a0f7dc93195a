package org.doorward.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.doorward.PolicyClient;
import org.doorward.config.ServerConfig;
import org.doorward.decision.Decider;

/** One connection without a socket, on a clock that the test advances. */
final class Session implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    final CountedEvents events = new CountedEvents();
    final SessionContext shared;
    final EmbeddedChannel channel;

    Session(ServerConfig config, Decider decider) {
        shared = new SessionContext(config, decider, events, InstantSource.fixed(NOW));
        channel = connect();
    }

    Session(Decider decider) {
        this(ServerConfigs.defaults(), decider);
    }

    /** A further connection to the same listener, with a clock of its own. */
    EmbeddedChannel connect() {
        EmbeddedChannel further = new EmbeddedChannel();
        further.freezeTime();
        further.pipeline()
                .addLast(
                        new SessionInitializer(shared, new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true)));
        further.pipeline().fireChannelActive();
        return further;
    }

    /** A request whose reply by {@link Decisions#ECHO} names the recipient. */
    static String request(String recipient) {
        return PolicyClient.text(PolicyClient.request("198.51.100.7", "sender@example.org", recipient));
    }

    /** Sends the text as one segment. */
    Session send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Session send(byte[] segment) {
        channel.writeInbound(Unpooled.directBuffer(Math.max(1, segment.length)).writeBytes(segment));
        return this;
    }

    Session advance(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
        return this;
    }

    /** What was sent since the last call, one element a segment. */
    List<String> segments() {
        channel.runPendingTasks();
        List<String> segments = new ArrayList<>();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            if (next.isReadable()) {
                segments.add(next.toString(StandardCharsets.ISO_8859_1));
            }
            next.release();
        }
        return segments;
    }

    /** The actions that were replied since the last call. */
    List<String> actions() {
        return segments().stream()
                .map(segment -> segment.replaceAll("\\Aaction=(.*)\n\n\\z", "$1"))
                .toList();
    }

    void disconnect() {
        var unused = channel.close();
    }

    boolean open() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
