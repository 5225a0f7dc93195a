package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A container whose program does not do its work any more says so, and says that it is well again when it does. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class HealthDockerTest {

    /** The worker's last word may be 30 s old; then three looks, each of which may take 5 s. */
    private static final Duration TOLD = Duration.ofSeconds(90);

    private static final String IDLE = "dwtest-idle-postfix";

    private final Composed composed;

    HealthDockerTest(Composed composed) {
        this.composed = composed;
    }

    @AfterEach
    void allGoOn() {
        List.of("doorward", "dnsbl", "firewall").forEach(service -> signal("CONT", service));
        composed.docker().run("docker", "rm", "--force", IDLE);
    }

    @Test
    void who_stands_still_is_unhealthy_until_it_goes_on() {
        List<String> services = List.of("doorward", "dnsbl", "firewall");
        services.forEach(service -> signal("STOP", service));

        services.forEach(service -> awaitHealth(Composed.container(service), "unhealthy"));
        assertThat(healthLog(Composed.container("firewall"))).contains("the worker's last word is older than 30 s");
        assertThat(healthLog(Composed.container("doorward"))).contains("Health check exceeded timeout");

        services.forEach(service -> signal("CONT", service));
        services.forEach(service -> composed.awaitHealthy(service, TOLD));
    }

    @Test
    void a_postfix_that_does_not_listen_is_unhealthy() {
        composed.docker()
                .must(
                        "docker",
                        "run",
                        "--detach",
                        "--name",
                        IDLE,
                        "--network",
                        "none",
                        "--health-interval",
                        "1s",
                        "--health-start-period",
                        "0s",
                        Composed.image("doorward-postfix"),
                        "sleep",
                        "300");
        awaitHealth(IDLE, "unhealthy");
    }

    /** All programs of a container: its first one may be a script that only waits. */
    private void signal(String name, String service) {
        for (ContainedProcess process : ContainedProcess.of(composed.docker(), Composed.container(service))) {
            if (process.name().matches("java|rbldnsd")) {
                composed.docker().run("kill", "-" + name, process.pid());
            }
        }
    }

    private void awaitHealth(String container, String expected) {
        Docker.await(
                container + " to be " + expected,
                TOLD,
                () -> inspect(container, "{{.State.Health.Status}}").strip().equals(expected));
    }

    private String healthLog(String container) {
        return inspect(container, "{{range .State.Health.Log}}{{.Output}}{{end}}");
    }

    private String inspect(String container, String template) {
        return composed.docker().must("docker", "inspect", "-f", template, container);
    }
}
