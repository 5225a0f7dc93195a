package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The play's DNS list, asked from this machine: what RFC 5782, section 5, says that each list has and has not. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class NameServerDockerTest {

    private static final String IPV4_TEST = "2.0.0.127.bl.example.org";
    private static final String IPV4_NOBODY = "1.0.0.127.bl.example.org";

    /** ::FFFF:127.0.0.2, nibble by nibble from its end. */
    private static final String IPV6_TEST =
            "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example.org";

    private static final String IPV6_NOBODY = IPV6_TEST.replaceFirst("2", "1");

    private static final int A = 1;
    private static final int TXT = 16;
    private static final List<Integer> LISTED = List.of(127, 0, 0, 2);

    private static final int FOUND = 0;
    private static final int NO_SUCH_NAME = 3;

    private static final int ID = 0x2525;
    private static final int INTERNET = 1;

    /** The name server is on this machine. */
    private static final int PATIENCE_MILLIS = 5000;

    private final Composed composed;

    /** What was answered: the code, and the data of the first record. */
    private record Answer(int code, List<Integer> data) {

        /** A text of at most 255 bytes, behind its length. */
        String text() {
            return data.stream().skip(1).map(Character::toString).collect(Collectors.joining());
        }
    }

    NameServerDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void the_test_entries_of_both_families_are_listed_with_an_address_and_a_text() throws IOException {
        for (String entry : List.of(IPV4_TEST, IPV6_TEST)) {
            assertThat(ask(entry, A).code()).as(entry).isEqualTo(FOUND);
            assertThat(ask(entry, A).data()).as(entry).isEqualTo(LISTED);
            assertThat(ask(entry, TXT).text())
                    .as(entry)
                    .isEqualTo("Listed for the play, see https://bl.example.org/?127.0.0.2");
        }
    }

    @Test
    void the_loopback_address_of_neither_family_is_listed() throws IOException {
        assertThat(ask(IPV4_NOBODY, A).code()).isEqualTo(NO_SUCH_NAME);
        assertThat(ask(IPV6_NOBODY, A).code()).isEqualTo(NO_SUCH_NAME);
    }

    private Answer ask(String name, int type) throws IOException {
        byte[] question = question(name, type);
        byte[] answer = new byte[512];
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(InetAddress.getByName(address()), 53);
            socket.send(new DatagramPacket(question, question.length));
            socket.receive(new DatagramPacket(answer, answer.length));
        }
        return answer(ByteBuffer.wrap(answer), question.length);
    }

    /** RFC 1035, section 4.1: a header, the name in labels, type and class. */
    private static byte[] question(String name, int type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream question = new DataOutputStream(bytes);
        for (int number : new int[] {ID, 0, 1, 0, 0, 0}) {
            question.writeShort(number);
        }
        for (String label : name.split("\\.", -1)) {
            question.writeByte(label.length());
            question.writeBytes(label);
        }
        question.writeByte(0);
        question.writeShort(type);
        question.writeShort(INTERNET);
        return bytes.toByteArray();
    }

    /** The question comes back; behind it the first record: two bytes that point to the name, type, class, age, length and data. */
    private static Answer answer(ByteBuffer answer, int behindQuestion) {
        assertThat(answer.getShort(0)).isEqualTo((short) ID);
        int code = answer.get(3) & 0xf;
        if (answer.getShort(6) == 0) {
            return new Answer(code, List.of());
        }
        int length = answer.getShort(behindQuestion + 10);
        List<Integer> data = new ArrayList<>();
        for (int at = 0; at < length; at++) {
            data.add((int) answer.get(behindQuestion + 12 + at));
        }
        return new Answer(code, data);
    }

    private String address() {
        return composed.docker()
                .must(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        Composed.container("dnsbl"))
                .strip();
    }
}
