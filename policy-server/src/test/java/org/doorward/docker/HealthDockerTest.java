package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.doorward.real.ChildProcess.Result;
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
    private static final String TROUBLED = "dwtest-troubled-server";

    /** A server in trouble, by its own word: it answers, and cannot keep its promises. */
    private static final String TROUBLE = """
            from http.server import BaseHTTPRequestHandler, HTTPServer
            class Troubled(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200 if self.path == "/health/live" else 503)
                    self.end_headers()
                    self.wfile.write(b"in trouble")
            HTTPServer(("127.0.0.1", 60081), Troubled).serve_forever()
            """;

    private final Composed composed;

    HealthDockerTest(Composed composed) {
        this.composed = composed;
    }

    @AfterEach
    void allGoOn() {
        List.of("doorward", "dnsbl", "firewall").forEach(service -> signal("CONT", service));
        composed.docker().run("docker", "rm", "--force", IDLE, TROUBLED);
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

    @Test
    void a_server_in_trouble_is_unhealthy_and_alive() {
        composed.docker()
                .must(
                        "docker",
                        "run",
                        "--detach",
                        "--name",
                        TROUBLED,
                        "--network",
                        "none",
                        Composed.image("doorward-player"),
                        "python3",
                        "-c",
                        TROUBLE);
        Docker.await(
                "the server to answer",
                () -> healthy("DOORWARD_HEALTH=/health/live").status() == 0);

        Result troubled = healthy("DOORWARD_HEALTH=/health");
        assertThat(troubled.status()).isEqualTo(1);
        assertThat(troubled.out()).isEqualTo("in trouble\n");
        // What it asks by itself.
        assertThat(healthy("NO=matter")).isEqualTo(troubled);
    }

    /** What the image's look at itself says of the server on port 60081. */
    private Result healthy(String setting) {
        return composed.docker()
                .run(
                        "docker",
                        "run",
                        "--rm",
                        "--network",
                        "container:" + TROUBLED,
                        "--env",
                        "DOORWARD_ADMIN_PORT=60081",
                        "--env",
                        setting,
                        "--entrypoint",
                        "healthy",
                        Composed.image("doorward"));
    }

    @Test
    void a_worker_is_healthy_when_it_says_so_and_not_otherwise() {
        assertThat(saying("{\"in_step\": true}").status()).isZero();

        Result trouble = saying("{\"in_step\": false, \"trouble\": \"nft\"}");
        assertThat(trouble.status()).isEqualTo(1);
        assertThat(trouble.out()).contains("\"trouble\": \"nft\"");
        assertThat(saying("").status()).isEqualTo(1);
    }

    private Result saying(String status) {
        return composed.docker()
                .run(
                        "docker",
                        "run",
                        "--rm",
                        "--network",
                        "none",
                        "--entrypoint",
                        "bash",
                        Composed.image("doorward-firewall"),
                        "-c",
                        "echo '" + status + "' >/var/lib/doorward-firewall/status.json && exec healthy");
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
