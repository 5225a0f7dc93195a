package org.doorward.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private final Limits limits;
    private final boolean requestRequired;
    private final List<String> namesAndValues = new ArrayList<>();
    private byte[] line = new byte[128];
    private int requestBytes;
    private State state = State.BETWEEN_REQUESTS;

    private enum State {
        BETWEEN_REQUESTS,
        IN_REQUEST,
        FAILED
    }

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
        return state == State.IN_REQUEST || (state == State.BETWEEN_REQUESTS && actualReadableBytes() > 0);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable() && state != State.FAILED) {
            int start = in.readerIndex();
            int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
            checkLengths(in, start, end);
            if (end < 0) {
                return;
            }
            in.readerIndex(end + 1);
            requestBytes += end + 1 - start;
            if (end > start) {
                readAttribute(in, start, end);
            } else {
                out.add(endRequest());
                return;
            }
        }
        in.skipBytes(in.readableBytes());
    }

    /** Holds for a line that has not arrived whole as well, so that no more than a line too long is ever kept. */
    private void checkLengths(ByteBuf in, int start, int end) {
        int lineBytes = (end < 0 ? in.writerIndex() : end) - start;
        if (lineBytes > limits.lineBytes()) {
            throw malformed(Kind.LINE_TOO_LONG, in, start, start + lineBytes);
        }
        int lineEnd = end < 0 ? 0 : 1;
        if (requestBytes + lineBytes + lineEnd > limits.requestBytes()) {
            throw malformed(Kind.REQUEST_TOO_LONG, in, start, start + lineBytes);
        }
    }

    private void readAttribute(ByteBuf in, int start, int end) {
        state = State.IN_REQUEST;
        int length = end - start;
        byte[] bytes = copyLine(in, start, length);
        if (bytes[length - 1] == '\r') {
            throw malformed(Kind.CARRIAGE_RETURN, in, start, end);
        }
        int equals = indexOfEquals(bytes, length);
        if (equals < 0) {
            throw malformed(Kind.NO_EQUALS_SIGN, in, start, end);
        }
        if (equals == 0) {
            throw malformed(Kind.NO_NAME, in, start, end);
        }
        if (namesAndValues.size() == 2 * limits.attributes()) {
            throw malformed(Kind.TOO_MANY_ATTRIBUTES, in, start, end);
        }
        String name = AttributeNames.read(bytes, equals);
        String value = new String(bytes, equals + 1, length - equals - 1, StandardCharsets.UTF_8);
        if (value.indexOf('\0') >= 0 || name.indexOf('\0') >= 0) {
            throw malformed(Kind.NUL_BYTE, in, start, end);
        }
        namesAndValues.add(name);
        namesAndValues.add(value);
    }

    /** One bulk copy out of the buffer, so that looking at single bytes costs no bounds and reference checks. */
    private byte[] copyLine(ByteBuf in, int start, int length) {
        if (line.length < length) {
            line = new byte[Math.min(limits.lineBytes(), 2 * length)];
        }
        in.getBytes(start, line, 0, length);
        return line;
    }

    private static int indexOfEquals(byte[] bytes, int length) {
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '=') {
                return at;
            }
        }
        return -1;
    }

    private PolicyRequest endRequest() {
        if (state == State.BETWEEN_REQUESTS) {
            throw malformed(Kind.EMPTY_REQUEST, "");
        }
        PolicyRequest request = PolicyRequest.ofPairs(namesAndValues);
        String kind = request.get(REQUEST);
        if (kind.isEmpty() && requestRequired) {
            throw malformed(Kind.NO_REQUEST_ATTRIBUTE, "");
        }
        if (!kind.isEmpty() && !kind.equals(POLICY)) {
            throw malformed(Kind.UNKNOWN_REQUEST, ClientText.excerpt(kind));
        }
        namesAndValues.clear();
        requestBytes = 0;
        state = State.BETWEEN_REQUESTS;
        return request;
    }

    private MalformedRequestException malformed(Kind kind, ByteBuf in, int start, int end) {
        // Bytes and not characters: what is malformed need not be UTF-8. One more than shown tells that it was cut.
        int shown = Math.min(end - start, ClientText.EXCERPT + 1);
        return malformed(kind, ClientText.excerpt(in.toString(start, shown, StandardCharsets.ISO_8859_1)));
    }

    private MalformedRequestException malformed(Kind kind, String excerpt) {
        state = State.FAILED;
        namesAndValues.clear();
        return new MalformedRequestException(kind, excerpt);
    }
}
