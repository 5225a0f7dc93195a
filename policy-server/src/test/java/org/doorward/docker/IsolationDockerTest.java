package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing of the play leaves the machine, and nobody comes in unless that was asked for. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class IsolationDockerTest {

    private static final String GREETING = "220 mx.example.net";

    /** The file that publishes Postfix's port, and the port as an operator chooses it. */
    private static final String PUBLISHED = "docker/compose.publish.yaml";

    private static final String CHOICE = "DOORWARD_SMTP";

    private final Composed composed;

    IsolationDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void no_container_has_a_way_out() throws IOException {
        try (ServerSocket world = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"))) {
            String machine = anAddressOfThisMachine();
            new Socket(machine, world.getLocalPort()).close();
            for (String service : List.of("doorward", "postfix", "dnsbl")) {
                assertThat(composed.exec(service, "cat", "/proc/net/route").lines())
                        .as("%s has no route to everywhere", service)
                        .noneMatch(route -> route.split("\\s+", -1)[1].equals("00000000"));
                Result tried = composed.docker()
                        .run(
                                "docker",
                                "exec",
                                Composed.container(service),
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/" + machine + "/" + world.getLocalPort());
                assertThat(tried.status()).as("%s: %s", service, tried).isEqualTo(1);
                assertThat(tried.err()).as(service).contains("Network is unreachable");
            }
        }
    }

    @Test
    void postfix_is_published_when_that_is_asked_for_and_not_before_or_after() throws IOException {
        assertThat(ports()).isEmpty();
        int port = Composed.SMTP_PORT;
        Docker asking = new Docker(
                composed.docker().folder(), with(composed.docker().environment(), CHOICE, "127.0.0.1:" + port));
        OneAtATime.run(
                () -> asking.must("docker", "compose", "-f", "docker/compose.yaml", "-f", PUBLISHED, "up", "--wait"));
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
            client.setSoTimeout(20_000);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answers.readLine()).startsWith(GREETING);
            assertThat(ports()).contains("127.0.0.1:" + port);
        } finally {
            OneAtATime.run(() -> composed.must("up", "--wait"));
        }
        assertThat(ports()).isEmpty();
    }

    private String ports() {
        return composed.docker()
                .must("docker", "port", Composed.container("postfix"))
                .strip();
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    /** Not one of the networks of the play, on all of which the machine has one, too. */
    private String anAddressOfThisMachine() {
        String described = composed.docker()
                .must("docker", "network", "inspect", "-f", "{{range .IPAM.Config}}{{.Gateway}} {{end}}", "bridge");
        return described.strip().split(" ", -1)[0];
    }
}
