package org.doorward.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.doorward.protocol.MalformedRequestException.Kind;

/** Feeds a decoder and collects what comes out, for tests. */
final class Decoding {

    static final PolicyRequestDecoder.Limits LIMITS = new PolicyRequestDecoder.Limits(4096, 65536, 128);

    private Decoding() {}

    /** A channel with a decoder as Postfix's connections have it. */
    static EmbeddedChannel postfix() {
        return new EmbeddedChannel(new PolicyRequestDecoder(LIMITS, true));
    }

    /** A channel with a decoder as Exim's connections have it. */
    static EmbeddedChannel exim() {
        return new EmbeddedChannel(new PolicyRequestDecoder(LIMITS, false));
    }

    /** What the pieces, each one segment, are decoded to. */
    static List<PolicyRequest> decode(EmbeddedChannel channel, byte[]... pieces) {
        for (byte[] piece : pieces) {
            channel.writeInbound(direct(piece));
        }
        return received(channel);
    }

    static List<PolicyRequest> decode(EmbeddedChannel channel, String... pieces) {
        for (String piece : pieces) {
            channel.writeInbound(direct(bytes(piece)));
        }
        return received(channel);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The mistake that is found in the text, sent whole; fails when none is. The caller finishes the channel. */
    static MalformedRequestException malformed(EmbeddedChannel channel, String text) {
        try {
            channel.writeInbound(direct(bytes(text)));
        } catch (MalformedRequestException malformed) {
            return malformed;
        }
        throw new AssertionError("Accepted: " + text);
    }

    /** The kind of mistake that is found in the text, sent whole; fails when none is. Finishes the channel. */
    static Kind kind(EmbeddedChannel channel, String text) {
        Kind kind = malformed(channel, text).kind();
        channel.finishAndReleaseAll();
        return kind;
    }

    private static List<PolicyRequest> received(EmbeddedChannel channel) {
        List<PolicyRequest> requests = new ArrayList<>();
        for (PolicyRequest next = channel.readInbound(); next != null; next = channel.readInbound()) {
            requests.add(next);
        }
        return requests;
    }

    /** Direct, as sockets deliver them. */
    private static ByteBuf direct(byte[] bytes) {
        return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }
}
