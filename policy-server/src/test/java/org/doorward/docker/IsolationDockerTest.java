package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.real.Netns;
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

    /** A host behind this machine, and this machine's end of the cable to it. */
    private static final String BEYOND_V4 = "10.97.99.2";

    private static final String BEYOND_V6 = "fd5e:d00d:99::2";
    private static final String CABLE = "dwtest-beyond";

    /** The stranger's network: it may leave, in IPv6 as well. */
    private static final String OPEN = "dwtest-open";

    private final Composed composed;

    IsolationDockerTest(Composed composed) {
        this.composed = composed;
    }

    /** Docker's walls are one for each family, and older engines raise none for IPv6. */
    @Test
    void no_container_has_a_way_out() {
        Docker here = Docker.here();
        try (Netns beyond = Netns.of("beyond")) {
            here.run("ip", "link", "delete", CABLE);
            here.must("ip", "link", "add", CABLE, "type", "veth", "peer", "name", "in", "netns", beyond.name("beyond"));
            here.must("ip", "address", "add", "10.97.99.1/30", "dev", CABLE);
            here.must("ip", "address", "add", "fd5e:d00d:99::1/64", "dev", CABLE, "nodad");
            here.must("ip", "link", "set", CABLE, "up");
            beyond.must("beyond", "ip", "address", "add", BEYOND_V4 + "/30", "dev", "in");
            beyond.must("beyond", "ip", "address", "add", BEYOND_V6 + "/64", "dev", "in", "nodad");
            beyond.must("beyond", "ip", "link", "set", "in", "up");
            beyond.must("beyond", "ip", "route", "add", "default", "via", "10.97.99.1");
            beyond.must("beyond", "ip", "-6", "route", "add", "default", "via", "fd5e:d00d:99::1");
            beyond.listen("beyond", 25);
            OneAtATime.run(() -> {
                here.run("docker", "network", "rm", OPEN);
                here.must("docker", "network", "create", "--ipv6", "--subnet", "fd5e:d00d:98::/64", OPEN);
            });

            for (String address : List.of(BEYOND_V4, BEYOND_V6)) {
                assertThat(here.must(
                                "docker",
                                "run",
                                "--rm",
                                "--pull=never",
                                "--network",
                                OPEN,
                                "--entrypoint",
                                "bash",
                                Composed.image("doorward-dnsbl"),
                                "-c",
                                knockAt(address)))
                        .as("a container like any other reaches " + address)
                        .contains("220 hello");
                for (String service : Composed.SERVICES) {
                    Result tried = composed.docker()
                            .run("docker", "exec", Composed.container(service), "bash", "-c", knockAt(address));
                    assertThat(tried.status())
                            .as("%s to %s: %s", service, address, tried)
                            .isNotZero();
                    assertThat(tried.out()).as(service).isEmpty();
                }
            }
        } finally {
            here.run("ip", "link", "delete", CABLE);
            OneAtATime.run(() -> here.run("docker", "network", "rm", OPEN));
        }
    }

    /** Some seconds are enough for an answer that comes at all. */
    private static String knockAt(String address) {
        return "exec timeout 3 bash -c 'exec 3<>/dev/tcp/" + address + "/25; head -n 1 <&3'";
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
}
