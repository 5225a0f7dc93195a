package org.doorward.real;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A mail filter that speaks the server side of Sendmail's milter protocol, version 6, and does what the message's sender tells it to: {@code
 * spam} is refused at its end, {@code worse} at once, {@code later} for now, {@code keep} is held.
 */
final class MilterStub {

    private static final int LARGEST = 1 << 20;

    private MilterStub() {}

    static StubServer start() throws IOException {
        return StubServer.start("milter-stub", MilterStub::serve);
    }

    private static void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        String sender = "";
        while (true) {
            byte[] packet = new byte[Math.min(in.readInt(), LARGEST)];
            in.readFully(packet);
            char command = (char) packet[0];
            if (command == 'Q') {
                return;
            }
            if (command == 'M') {
                sender = new String(packet, 1, packet.length - 1, StandardCharsets.ISO_8859_1);
            }
            answer(out, command, sender);
        }
    }

    private static void answer(DataOutputStream out, char command, String sender) throws IOException {
        if (command == 'O') {
            out.writeInt(13);
            out.writeByte('O');
            out.writeInt(6);
            // It may change nothing but put a message aside, and wants to see each step.
            out.writeInt(0x20);
            out.writeInt(0);
        } else if (command == 'M' && sender.contains("worse@")) {
            reply(out, "y550 5.7.1 We know you\0");
        } else if (command == 'E' && sender.contains("spam@")) {
            reply(out, "y550 5.7.1 Spam; from=<a@b.example> from unknown[198.51.100.9]\0");
        } else if (command == 'E' && sender.contains("later@")) {
            reply(out, "y451 4.7.1 Busy\0");
        } else if (command == 'E' && sender.contains("keep@")) {
            reply(out, "qkept\0");
            reply(out, "a");
        } else if (command != 'D' && command != 'A') {
            reply(out, "c");
        }
    }

    private static void reply(DataOutputStream out, String packet) throws IOException {
        byte[] bytes = packet.getBytes(StandardCharsets.ISO_8859_1);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }
}
