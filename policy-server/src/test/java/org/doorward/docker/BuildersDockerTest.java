package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The images are built by {@code docker build} with BuildKit and without; the smallest stands for all. */
@Tag("docker")
class BuildersDockerTest {

    private static final String IMAGE = "doorward-dnsbl:dwtest-build";
    private static final String DOCKERFILE = "docker/dnsbl/Dockerfile";

    /** A client without the plugin buildx refuses BuildKit; Debian's own speaks to the engine's. */
    private static final List<String> CLIENTS = List.of("docker", "/usr/bin/docker");

    @BeforeAll
    static void thereIsDocker() {
        DockerParts.require();
    }

    @Test
    void by_the_old_builder() {
        Result result = builder("0").run("docker", "build", "-f", DOCKERFILE, "-t", IMAGE, ".");

        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).contains("Step 1/");
        isBuilt();
    }

    @Test
    void by_buildkit() {
        Result result = CLIENTS.stream()
                .map(client ->
                        builder("1").run(client, "build", "--progress=plain", "-f", DOCKERFILE, "-t", IMAGE, "."))
                .filter(built -> built.status() == 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no client builds it by BuildKit: " + CLIENTS));

        // Its own way of naming what it does.
        assertThat(result.err()).contains("exporting layers");
        isBuilt();
    }

    private void isBuilt() {
        String zones = Docker.here().once("--entrypoint", "ls", IMAGE, "/zones");
        assertThat(zones).contains("list4", "list6");
    }

    @AfterEach
    void remove() {
        Docker.here().run("docker", "image", "rm", IMAGE);
    }

    private static Docker builder(String buildkit) {
        return new Docker(Documents.root(), Map.of("DOCKER_BUILDKIT", buildkit));
    }
}
