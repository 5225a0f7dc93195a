package org.doorward.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.doorward.PolicyClient;

/**
 * A request, encoded beforehand: all 29 attributes in Postfix's order. Only the instance is different each time that it is
 * sent, as it is for each message.
 */
public final class Question {

    private static final String INSTANCE = "00000000";

    private final byte[] bytes;
    private final int instanceAt;

    private Question(byte[] bytes, int instanceAt) {
        this.bytes = bytes;
        this.instanceAt = instanceAt;
    }

    /** What Postfix asks when this client names this recipient. */
    static Question of(Persona persona) {
        Map<String, String> request = PolicyClient.request(persona.address(), persona.sender(), persona.recipient());
        request.put("client_name", persona.name());
        request.put("reverse_client_name", persona.name());
        request.put("helo_name", persona.helo());
        String attribute = "instance=3ab2.691f7c2e.";
        request.put("instance", "3ab2.691f7c2e." + INSTANCE + ".0");
        String text = PolicyClient.text(request);
        return new Question(text.getBytes(StandardCharsets.US_ASCII), text.indexOf(attribute) + attribute.length());
    }

    /** Its length in bytes. */
    int length() {
        return bytes.length;
    }

    /**
     * Writes it.
     *
     * @param out with room for {@link #length} bytes
     * @param message a number of the message, which becomes its instance
     */
    void write(ByteBuf out, int message) {
        int start = out.writerIndex();
        out.writeBytes(bytes);
        for (int digit = 0; digit < INSTANCE.length(); digit++) {
            int value = (message >>> (4 * (INSTANCE.length() - 1 - digit))) & 0xf;
            out.setByte(start + instanceAt + digit, Character.forDigit(value, 16));
        }
    }
}
