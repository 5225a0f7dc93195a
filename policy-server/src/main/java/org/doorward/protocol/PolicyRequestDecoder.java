package org.doorward.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.text.ClientText;

/**
 * Reads policy requests from a connection.
 *
 * <pre>
 *   request   = 1*attribute LF
 *   attribute = name "=" value LF
 * </pre>
 *
 * <p>A line ends in LF alone. It is split at its first {@code =}, so a value may hold more of them, and blanks; it may be
 * empty. Values are UTF-8; malformed UTF-8 is replaced by U+FFFD, because one strange sender must not cost the connection.
 * Any name is accepted: Postfix gets new ones. Requests follow each other without anything between them, several may come in
 * one segment, and one may come in many.
 *
 * <p>Anything else raises {@link MalformedRequestException}, once; what follows it on the same connection is thrown away
 * unread. Limits known: a request is judged line by line, so an unknown kind of request is noticed at its end only.
 */
public final class PolicyRequestDecoder extends ByteToMessageDecoder {

    private static final String REQUEST = "request";
    private static final String POLICY = "smtpd_access_policy";

    private static final int USUAL_ATTRIBUTES = 32;

    private final Limits limits;
    private final boolean requestRequired;
    /** How much of the request that has begun was read, up to the end of its last whole line. */
    private int scanned;

    /** For each attribute read, where its equals sign and its end are, counted from the request's beginning. */
    private int[] bounds = new int[2 * USUAL_ATTRIBUTES];

    private int attributes;
    private boolean failed;

    /**
     * How much a request may be. The largest that Postfix can be made to send has 6,330 bytes, its longest line 2,048.
     *
     * @param lineBytes the longest line, its end not counted
     * @param requestBytes the longest request, all line ends and the empty line counted
     * @param attributes the most attributes
     */
    public record Limits(int lineBytes, int requestBytes, int attributes) {}

    /**
     * A decoder for one connection.
     *
     * @param limits how much a request may be
     * @param requestRequired whether a request must say {@code request=smtpd_access_policy}, as Postfix does; else it may
     *     leave that attribute out, as Exim configurations do
     */
    public PolicyRequestDecoder(Limits limits, boolean requestRequired) {
        this.limits = limits;
        this.requestRequired = requestRequired;
    }

    /** Whether a request has begun to arrive and is not complete. Ask on the connection's event loop. */
    public boolean midRequest() {
        return !failed && actualReadableBytes() > 0;
    }

    /** A request stays in the buffer until it is whole, and leaves it in one copy. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex() + scanned;
        int end = endOfLine(in, start);
        while (end > start) {
            readAttribute(in, start, end);
            start = end + 1;
            scanned = start - in.readerIndex();
            end = endOfLine(in, start);
        }
        if (end == start) {
            out.add(endRequest(in));
        }
    }

    /** Where the line ends, -1 when it has not arrived whole. Its lengths are judged before, so no more than that is kept. */
    private int endOfLine(ByteBuf in, int start) {
        int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
        int lineBytes = (end < 0 ? in.writerIndex() : end) - start;
        if (lineBytes > limits.lineBytes()) {
            throw malformed(Kind.LINE_TOO_LONG, in, start, start + lineBytes);
        }
        int lineEnd = end < 0 ? 0 : 1;
        if (scanned + lineBytes + lineEnd > limits.requestBytes()) {
            throw malformed(Kind.REQUEST_TOO_LONG, in, start, start + lineBytes);
        }
        return end;
    }

    private void readAttribute(ByteBuf in, int start, int end) {
        if (in.getByte(end - 1) == '\r') {
            throw malformed(Kind.CARRIAGE_RETURN, in, start, end);
        }
        int equals = in.indexOf(start, end, (byte) '=');
        if (equals < 0) {
            throw malformed(Kind.NO_EQUALS_SIGN, in, start, end);
        }
        if (equals == start) {
            throw malformed(Kind.NO_NAME, in, start, end);
        }
        if (attributes == limits.attributes()) {
            throw malformed(Kind.TOO_MANY_ATTRIBUTES, in, start, end);
        }
        if (in.indexOf(start, end, (byte) 0) >= 0) {
            throw malformed(Kind.NUL_BYTE, in, start, end);
        }
        if (bounds.length == 2 * attributes) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * attributes] = equals - in.readerIndex();
        bounds[2 * attributes + 1] = end - in.readerIndex();
        attributes++;
    }

    private PolicyRequest endRequest(ByteBuf in) {
        if (attributes == 0) {
            throw malformed(Kind.EMPTY_REQUEST, "");
        }
        byte[] text = new byte[scanned];
        in.readBytes(text).skipBytes(1);
        PolicyRequest request = new PolicyRequest(text, Arrays.copyOf(bounds, 2 * attributes));
        String kind = request.get(REQUEST);
        if (kind.isEmpty() && requestRequired) {
            throw malformed(Kind.NO_REQUEST_ATTRIBUTE, "");
        }
        if (!kind.isEmpty() && !kind.equals(POLICY)) {
            throw malformed(Kind.UNKNOWN_REQUEST, ClientText.excerpt(kind));
        }
        attributes = 0;
        scanned = 0;
        return request;
    }

    private MalformedRequestException malformed(Kind kind, ByteBuf in, int start, int end) {
        // Bytes and not characters: what is malformed need not be UTF-8. One more than shown tells that it was cut.
        int shown = Math.min(end - start, ClientText.EXCERPT + 1);
        return malformed(kind, ClientText.excerpt(in.toString(start, shown, StandardCharsets.ISO_8859_1)));
    }

    private MalformedRequestException malformed(Kind kind, String excerpt) {
        failed = true;
        return new MalformedRequestException(kind, excerpt);
    }
}
