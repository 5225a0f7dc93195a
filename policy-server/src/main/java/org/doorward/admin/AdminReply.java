package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status the HTTP status
 * @param contentType the body's type
 * @param body the body
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the handler to the wire; never compared.
record AdminReply(HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";

    /** A plain text with status 200. */
    static AdminReply text(String contentType, byte[] text) {
        return new AdminReply(HttpResponseStatus.OK, contentType, text, Map.of());
    }

    /** A JSON object with status 200. */
    static AdminReply ok(Json.Body body) {
        return json(HttpResponseStatus.OK, body);
    }

    /** A JSON object. */
    static AdminReply json(HttpResponseStatus status, Json.Body body) {
        return new AdminReply(status, JSON, Json.object(body), Map.of());
    }

    /**
     * An error: {@code {"error": "..."}}.
     *
     * @param message what is wrong and what to do, without a client's text
     */
    static AdminReply error(HttpResponseStatus status, String message) {
        return json(status, json -> json.writeStringField("error", message));
    }

    /** The same reply with one more header. */
    AdminReply with(String name, String value) {
        return new AdminReply(status, contentType, body, Map.of(name, value));
    }
}
