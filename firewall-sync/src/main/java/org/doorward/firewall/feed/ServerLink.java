package org.doorward.firewall.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks the server's admin listener: one request, one connection, HTTP/1.0, where the answer ends when the server closes. Whatever
 * answers there is not trusted to be in order: an answer has a bounded time and bounded lines.
 */
public final class ServerLink {

    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /** Between two parts of an answer, once it has begun. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** For an answer as a whole: a server that drips is as good as none. */
    private static final Duration WHOLE = Duration.ofSeconds(60);

    private static final int LONGEST_HEAD = 16_384;
    private static final int LONGEST_ERROR = 300;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final InetSocketAddress server;
    private final Token token;
    private final LongSupplier nanos;

    /** Gives the admin token. */
    @FunctionalInterface
    public interface Token {
        /**
         * The token as it is now.
         *
         * @throws IOException when it cannot be read; the message says what to do
         */
        String read() throws IOException;
    }

    /** Reads an answer. */
    @FunctionalInterface
    public interface Reader<T> {
        /** What the body says. */
        T read(BufferedReader body) throws IOException;
    }

    /**
     * A link to a server.
     *
     * @param server its admin listener
     * @param token is read anew for each request
     * @param nanos a steady clock in nanoseconds
     */
    public ServerLink(InetSocketAddress server, Token token, LongSupplier nanos) {
        this.server = server;
        this.token = token;
        this.nanos = nanos;
    }

    /**
     * Fetches a page.
     *
     * @param path with its query
     * @param patience how long the server may take before it begins to answer
     * @param body reads the answer
     * @throws IOException when there is no good answer; the message says what to do
     */
    public <T> T get(String path, Duration patience, Reader<T> body) throws IOException {
        return ask("GET " + path + " HTTP/1.0\r\n" + authorization() + "\r\n", patience, body);
    }

    /**
     * Posts a text.
     *
     * @param type its Internet media type
     * @throws IOException when there is no good answer; the message says what to do
     */
    public void post(String path, String type, String text) throws IOException {
        String head = "POST " + path + " HTTP/1.0\r\n" + authorization() + "Content-Type: " + type
                + "\r\nContent-Length: " + text.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
        ask(head + text, SILENCE, body -> "");
    }

    private String authorization() throws IOException {
        return "Host: localhost\r\nAuthorization: Bearer " + token.read() + "\r\n";
    }

    private <T> T ask(String request, Duration patience, Reader<T> reader) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(asOfNow(), (int) CONNECTING.toMillis());
            socket.setSoTimeout((int) patience.plus(SILENCE).toMillis());
            // Before the request: what answers at once must not be given more time than what is slow.
            long deadline = nanos.getAsLong() + patience.plus(WHOLE).toNanos();
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = new Bounded(socket, deadline, nanos);
            BufferedReader answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            int status = head(answer);
            if (status != OK) {
                throw new IOException(refused(status, answer));
            }
            return reader.read(answer);
        } catch (ConnectException e) {
            throw new IOException("no server answers on " + shown() + ": is \"doorward serve\" running there?", e);
        } catch (UnknownHostException e) {
            throw new IOException("nobody knows a host named " + server.getHostString() + " now", e);
        } catch (SocketTimeoutException e) {
            throw new IOException("the server on " + shown() + " does not answer in time", e);
        }
    }

    /** A server in a container has another address each time that it is made, and at our start perhaps none yet. */
    private InetSocketAddress asOfNow() {
        return new InetSocketAddress(server.getHostString(), server.getPort());
    }

    private String shown() {
        return server.getHostString() + ":" + server.getPort();
    }

    private int head(BufferedReader answer) throws IOException {
        int left = LONGEST_HEAD;
        String status = "";
        for (String line = line(answer, left); !line.isEmpty(); line = line(answer, left)) {
            left -= line.length();
            status = status.isEmpty() ? line : status;
        }
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[0-9]{3}")) {
            throw new IOException("what answers on " + shown() + " is no Doorward");
        }
        return Integer.parseInt(words[1]);
    }

    private String line(BufferedReader answer, int most) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answer.read(); next != '\n'; next = answer.read()) {
            if (next < 0 || line.length() >= most) {
                throw new IOException("what answers on " + shown() + " is no Doorward");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private String refused(int status, BufferedReader answer) throws IOException {
        if (status == UNAUTHORIZED) {
            return "the server on " + shown()
                    + " does not accept the admin token: let the worker read the server's own,"
                    + " the file admin-token in its state_dir";
        }
        char[] text = new char[LONGEST_ERROR];
        int length = Math.max(0, answer.read(text));
        String words = new String(text, 0, length).strip().replaceAll("[^ -~]", "?");
        return "the server on " + shown() + " refuses (" + status + "): " + words;
    }

    /** An answer that has an end. */
    private static final class Bounded extends InputStream {

        private final Socket socket;
        private final InputStream in;
        private final long deadline;
        private final LongSupplier nanos;
        private boolean begun;

        private Bounded(Socket socket, long deadline, LongSupplier nanos) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.deadline = deadline;
            this.nanos = nanos;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (deadline - nanos.getAsLong() < 0) {
                throw new SocketTimeoutException("it drips");
            }
            int count = in.read(into, offset, length);
            if (!begun) {
                begun = true;
                socket.setSoTimeout((int) SILENCE.toMillis());
            }
            return count;
        }
    }
}
