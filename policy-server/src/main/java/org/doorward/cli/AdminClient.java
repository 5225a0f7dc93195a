package org.doorward.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Asks the admin listener: one request, one connection. Speaks HTTP/1.0, where the answer ends when the server closes; the JDK's
 * HTTP client would take longer to load than all the rest of a command.
 */
final class AdminClient {

    /** The server answers within its own deadline of 10 s, or closes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Far more than any answer but a forged one. */
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;

    private final InetSocketAddress server;

    AdminClient(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * What the server answered.
     *
     * @param status the HTTP status
     * @param body the body
     */
    record Answer(int status, String body) {}

    /** Fetches a page. */
    Answer get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    /**
     * Fetches a page that needs the token.
     *
     * @param authorization the value of the header that shows the token
     */
    Answer get(String path, String authorization) throws IOException {
        return ask("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: " + authorization + "\r\n\r\n");
    }

    /**
     * Posts a JSON document.
     *
     * @param authorization the value of the header that shows the token
     */
    Answer post(String path, String authorization, byte[] json) throws IOException {
        String head = "POST " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: " + authorization
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n";
        return ask(head + new String(json, StandardCharsets.UTF_8));
    }

    /** Fields as a JSON document. */
    static byte[] json(Map<String, String> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator object = new JsonFactory().createGenerator(out)) {
            object.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                object.writeStringField(field.getKey(), field.getValue());
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory does not fail", e);
        }
        return out.toByteArray();
    }

    private Answer ask(String request) throws IOException {
        try (Socket socket = new Socket()) {
            int timeout = (int) TIMEOUT.toMillis();
            socket.connect(server, timeout);
            socket.setSoTimeout(timeout);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return answer(socket.getInputStream().readNBytes(LONGEST_ANSWER));
        }
    }

    private static Answer answer(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int head = text.indexOf("\r\n\r\n");
        String[] statusLine = text.lines().findFirst().orElse("").split(" ", 3);
        if (head < 0 || !statusLine[0].startsWith("HTTP/1.") || !statusLine[1].matches("[0-9]{3}")) {
            throw new IOException("what answers is no Doorward");
        }
        return new Answer(Integer.parseInt(statusLine[1]), text.substring(head + 4));
    }
}
