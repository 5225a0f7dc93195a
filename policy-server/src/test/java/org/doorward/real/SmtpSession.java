package org.doorward.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One SMTP session, command by command (RFC 5321). Every wait is bounded. */
final class SmtpSession implements AutoCloseable {

    /** Longer than Postfix takes when it cannot reach the policy server. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    /**
     * What the server replies.
     *
     * @param code the three digits
     * @param text what follows, lines joined by line feeds
     */
    record Reply(int code, String text) {
        @Override
        public String toString() {
            return code + " " + text;
        }
    }

    private SmtpSession(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        this.out = socket.getOutputStream();
    }

    /** Connects to a port of 127.0.0.1 and reads the greeting. */
    static SmtpSession connect(int port) throws IOException {
        SmtpSession session = new SmtpSession(new Socket(InetAddress.getLoopbackAddress(), port));
        session.expect(220, session.reply());
        return session;
    }

    /** Sends a command and returns the reply. */
    Reply command(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    /** Sends a command that must get this reply code. */
    void command(int code, String command) throws IOException {
        expect(code, command(command));
    }

    private Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("Closed by the server after " + lines);
            }
            lines.add(line.substring(Math.min(4, line.length())));
        } while (line.startsWith("-", 3));
        return new Reply(Integer.parseInt(line.substring(0, 3)), String.join("\n", lines));
    }

    private void expect(int code, Reply reply) throws IOException {
        if (reply.code() != code) {
            throw new IOException("Expected " + code + ", got " + reply);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
