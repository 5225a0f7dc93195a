package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All containers are stopped, as before a reboot, and started by the README's line. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class StopDockerTest {

    private static final String WITHIN_SECONDS = "5";

    /** SIGTERM taken, or SIGTERM's own; 137 is the engine's SIGKILL after those seconds. */
    private static final List<String> STOPPED = List.of("0", "143");

    private static final String BANNED = "198.51.100.253";

    private final Composed composed;

    StopDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void each_stops_within_five_seconds_and_all_come_up_again() {
        composed.exec("doorward", "doorward", "ban", BANNED, "--for", "1h", "--reason", "a test");
        // The worker when Postfix is gone already, and with it the network namespace of both.
        for (String service : List.of("doorward", "postfix", "firewall", "dnsbl")) {
            String container = Composed.container(service);
            composed.docker().must("docker", "stop", "--time", WITHIN_SECONDS, container);
            assertThat(composed.docker()
                            .must("docker", "inspect", "-f", "{{.State.ExitCode}}", container)
                            .strip())
                    .as(service)
                    .isIn(STOPPED);
        }

        composed.readme("compose command");

        for (String service : Composed.SERVICES) {
            composed.awaitHealthy(service, Duration.ofSeconds(30));
        }
        // It is well once the table is there; the bans come with the server's first answer.
        Docker.await(
                "the ban in the kernel",
                () -> composed.docker()
                        .run(
                                "docker",
                                "exec",
                                Composed.container("firewall"),
                                "nft",
                                "list",
                                "table",
                                "inet",
                                "doorward")
                        .out()
                        .contains(BANNED));
        assertThat(composed.exec("doorward", "doorward", "unban", BANNED)).contains(BANNED);
    }
}
