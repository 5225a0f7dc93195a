package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The lives of the project's containers, one by one: how they end, and how they begin again.
 *
 * @param composed whose containers
 */
record Lives(Composed composed) {

    /** SIGKILL by the engine, which does not start it again. */
    void kill(String service) {
        composed.docker().must("docker", "kill", "--signal", "KILL", Composed.container(service));
        Docker.await(
                service + " to be gone",
                () -> state(service, "{{.State.Running}}").equals("false"));
    }

    /** SIGKILL behind the engine's back, which takes it for a crash. Returns the number that its first process had. */
    String crash(String service) {
        String pid = pid(service);
        composed.docker().must("kill", "-KILL", pid);
        return pid;
    }

    /** Returns when it was started, and does not wait until it is well: what is promised counts from then. */
    Instant start(String service) {
        Instant now = Instant.now();
        composed.docker().must("docker", "start", Composed.container(service));
        return now;
    }

    /** Another container in its place, without the old one's file system. */
    void makeAnew(String service) {
        makeAnew(service, () -> {});
    }

    /** The same; in between, when there is none, something is looked at. */
    void makeAnew(String service, Runnable between) {
        String id = state(service, "{{.Id}}");
        composed.must("rm", "--stop", "--force", service);
        between.run();
        composed.must("up", "--detach", "--wait", service);
        assertThat(state(service, "{{.Id}}")).isNotEqualTo(id);
    }

    /** The number of its first process on this machine; 0 when it does not run. */
    String pid(String service) {
        return state(service, "{{.State.Pid}}");
    }

    /** Waits for what must come within a time from a moment. */
    static void awaitWithin(Duration limit, Instant since, String awaited, BooleanSupplier condition) {
        Docker.await(awaited, Duration.between(Instant.now(), since.plus(limit)), condition);
    }

    private String state(String service, String template) {
        return composed.docker()
                .must("docker", "inspect", "-f", template, Composed.container(service))
                .strip();
    }
}
