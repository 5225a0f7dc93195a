package org.doorward.docker;

import java.io.IOException;
import java.time.Duration;
import org.doorward.firewall.real.RealParts;
import org.doorward.real.ChildProcess;
import org.doorward.real.Distribution;
import org.testcontainers.DockerClientFactory;

/**
 * What a test with Docker stands on: see {@link RealParts} for what happens where it is missing. {@code .ci/docker} makes a Debian machine
 * have all of it.
 */
final class DockerParts {

    /** What all images are built on. It is looked for, and never pulled. */
    static final String BASE_IMAGE = "debian:bookworm-slim";

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private DockerParts() {}

    /** Requires an engine, the base image, compose, root (for a look at the processes of containers) and the distribution. */
    static void require() {
        RealParts.requireRoot();
        RealParts.require("a running Docker engine: see .ci/docker", answers("docker", "version"));
        RealParts.require(
                "a Docker engine that Testcontainers finds",
                DockerClientFactory.instance().isDockerAvailable());
        RealParts.require(
                "the image " + BASE_IMAGE + ": see .ci/docker", answers("docker", "image", "inspect", BASE_IMAGE));
        RealParts.require("Docker's plugin compose: see .ci/docker", answers("docker", "compose", "version"));
        Distribution.built();
    }

    private static boolean answers(String... command) {
        try {
            return ChildProcess.run(new ProcessBuilder(command), ANSWER).status() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        }
    }
}
