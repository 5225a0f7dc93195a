package org.doorward.protocol;

import io.netty.handler.codec.DecoderException;

/**
 * What came is no policy request. A thing that a client did and not a fault of ours, so it carries a kind and an excerpt
 * instead of a stack trace.
 */
public final class MalformedRequestException extends DecoderException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String excerpt;

    /**
     * A malformed request.
     *
     * @param kind what is wrong with it
     * @param excerpt where, escaped and cut; may be empty
     */
    MalformedRequestException(Kind kind, String excerpt) {
        super(excerpt.isEmpty() ? kind.description() : kind.description() + ": \"" + excerpt + '"');
        this.kind = kind;
        this.excerpt = excerpt;
    }

    /** What is wrong with the request. */
    public Kind kind() {
        return kind;
    }

    /** The line that is wrong, escaped and cut; empty when no single line is. */
    public String excerpt() {
        return excerpt;
    }

    /** Does nothing: where in our decoder a client's mistake was seen helps nobody, and costs more than the decoding. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** What can be wrong with a request. The label is the one of the metric. */
    public enum Kind {
        /** A line is longer than the limit. */
        LINE_TOO_LONG("line_too_long", "a line is too long"),
        /** The request is longer than the limit. */
        REQUEST_TOO_LONG("request_too_long", "the request is too long"),
        /** There are more attributes than the limit. */
        TOO_MANY_ATTRIBUTES("too_many_attributes", "too many attributes"),
        /** A line is no {@code name=value}. */
        NO_EQUALS_SIGN("no_equals_sign", "a line without an equals sign"),
        /** A line begins with the equals sign. */
        NO_NAME("no_name", "an attribute without a name"),
        /** A NUL byte, which the protocol forbids. */
        NUL_BYTE("nul_byte", "a NUL byte"),
        /** A line ends in CR LF instead of LF. */
        CARRIAGE_RETURN("carriage_return", "a line ends in CR LF instead of LF"),
        /** An empty line where a request should begin. */
        EMPTY_REQUEST("empty_request", "an empty line without a request before it"),
        /** There is no attribute {@code request}. */
        NO_REQUEST_ATTRIBUTE("no_request_attribute", "no attribute \"request\""),
        /** The attribute {@code request} asks for something else than a policy. */
        UNKNOWN_REQUEST("unknown_request", "an unknown kind of request");

        private final String label;
        private final String description;

        Kind(String label, String description) {
            this.label = label;
            this.description = description;
        }

        /** The word for this kind in metrics: lower case, stable. */
        public String label() {
            return label;
        }

        /** What is wrong, for a log line. */
        public String description() {
            return description;
        }
    }
}
