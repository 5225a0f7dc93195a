package org.doorward.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A client that keeps to no rules: it sends whatever bytes it likes, whenever it likes. The PROXY protocol gives it its address before
 * Postfix sees the first of them, so that Postfix takes it for a real one from there.
 */
final class HostileClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader in;

    private HostileClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Connects to a port of 127.0.0.1 that expects the PROXY protocol, and does not wait for the greeting. */
    static HostileClient from(String address, int port) throws IOException {
        HostileClient client = new HostileClient(new Socket(InetAddress.getLoopbackAddress(), port));
        String family = address.contains(":") ? "TCP6 " + address + " ::1" : "TCP4 " + address + " 127.0.0.1";
        client.send("PROXY " + family + " 40000 25\r\n");
        return client;
    }

    /** Sends these bytes, one a character, and does not wait for an answer. */
    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads one reply, which may be of several lines. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("Closed by the server after: " + reply);
            }
            reply.append(line).append('\n');
        } while (line.startsWith("-", 3));
        return reply.toString();
    }

    /** Sends a command and reads its reply. */
    String say(String command) throws IOException {
        send(command + "\r\n");
        return reply();
    }

    /** Reads until the server closes the connection. */
    void awaitClose() throws IOException {
        try {
            while (in.readLine() != null) {
                // What it says on leaving is of no interest.
            }
        } catch (SocketException e) {
            // It closes at once when it has not read all that was sent.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
