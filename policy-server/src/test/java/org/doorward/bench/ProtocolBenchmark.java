package org.doorward.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.doorward.PolicyClient;
import org.doorward.decision.Inquiry;
import org.doorward.protocol.PolicyReply;
import org.doorward.protocol.PolicyReplyEncoder;
import org.doorward.protocol.PolicyRequest;
import org.doorward.protocol.PolicyRequestDecoder;
import org.doorward.server.InquiryReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From bytes to an inquiry, and from a reply to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProtocolBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private EmbeddedChannel decoding = new EmbeddedChannel();
    private EmbeddedChannel encoding = new EmbeddedChannel();
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private PolicyRequest request = PolicyRequest.of(java.util.Map.of());
    private PolicyReply deferral = PolicyReply.DUNNO;

    /** Makes the channels and a request. */
    @Setup(Level.Trial)
    public void open() {
        var attributes = PolicyClient.request("198.51.100.7", "katharina.lindqvist@example.net", "jun@example.org");
        bytes = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(PolicyClient.text(attributes).getBytes(StandardCharsets.UTF_8)));
        request = PolicyRequest.of(attributes);
        deferral = new PolicyReply("DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds");
        decoding =
                new EmbeddedChannel(new PolicyRequestDecoder(new PolicyRequestDecoder.Limits(4096, 65536, 128), true));
        encoding = new EmbeddedChannel(new PolicyReplyEncoder());
    }

    /** Closes them. */
    @TearDown(Level.Trial)
    public void close() {
        decoding.finishAndReleaseAll();
        encoding.finishAndReleaseAll();
    }

    /** A request that came whole. */
    @Benchmark
    public Object decode() {
        decoding.writeInbound(bytes.duplicate());
        return decoding.readInbound();
    }

    /** What the checks see of it. */
    @Benchmark
    public Inquiry readInquiry() {
        return InquiryReader.read(request, NOW);
    }

    /** A deferral's reply. */
    @Benchmark
    public int encode() {
        encoding.writeOutbound(deferral);
        ByteBuf out = encoding.readOutbound();
        int length = out.readableBytes();
        out.release();
        return length;
    }
}
