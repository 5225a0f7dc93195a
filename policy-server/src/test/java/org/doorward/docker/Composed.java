package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.Distribution;
import org.doorward.real.TestFolder;

/**
 * The project of {@code docker/compose.yaml}, up and healthy: started by the README's own line from a copy of what a clone has. Whoever kills
 * or stops a part of it has it whole again in the end.
 */
final class Composed implements AutoCloseable {

    /** All that run without a profile. */
    static final List<String> SERVICES = List.of("dnsbl", "doorward", "postfix", "firewall");

    /** The images' names without their tag. */
    static final List<String> IMAGES =
            List.of("doorward", "doorward-firewall", "doorward-postfix", "doorward-dnsbl", "doorward-player");

    /** Each of the processes in which tests run at a time has a project of its own, and its number at the end of the name. */
    private static final String PROJECT = System.getProperty("doorward.project", "dwtest1");

    private static final int NETWORK = 34 + Integer.parseInt(PROJECT.replaceAll("\\D", ""));

    /** The first three numbers of a network for a project of somebody else's. */
    static final String OTHER_NETWORK = "10.98." + NETWORK;

    /** Where Prometheus of the profile "metrics" is published. */
    static final int PROMETHEUS_PORT = 9056 + NETWORK;

    /** Where Postfix is published, when it is. */
    static final int SMTP_PORT = 2525 + NETWORK;

    private static final String HEALTH = "{{.State.Running}} {{.State.Health.Status}}";
    private static final String HEALTHY = "true healthy";

    private static final String FILE = "docker/compose.yaml";

    /** What the images are said to be made of; no such commit is anywhere. */
    static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    /** Beats the name in the file. */
    private static final Map<String, String> NAMED =
            Map.of("COMPOSE_PROJECT_NAME", PROJECT, "DOORWARD_REVISION", REVISION);

    /**
     * What is different in the copy, so that a play is left alone that somebody has up: the addresses, as docs/docker.md says to change
     * them, and the images' tag. And the looks at each container's health are more frequent, for the tests wait for them.
     */
    private static final Map<String, String> OF_ITS_OWN = Map.of(
            "10.97.25.", "10.97." + NETWORK + ".",
            "fd5e:d00d:25:", "fd5e:d00d:" + NETWORK + ":",
            ":0.1.0-SNAPSHOT", ":" + PROJECT,
            "127.0.0.1:9090:9090", "127.0.0.1:" + PROMETHEUS_PORT + ":9090",
            "healthcheck: { interval: 5s }", "healthcheck: { interval: 2s }");

    private final TestFolder folder;
    private final Docker docker;

    private Composed(TestFolder folder, Docker docker) {
        this.folder = folder;
        this.docker = docker;
    }

    /** Builds the images and starts them. */
    static Composed start() throws IOException {
        TestFolder folder = TestFolder.make("compose");
        copyClone(folder.path());
        Composed composed = new Composed(folder, new Docker(folder.path(), NAMED));
        // What a run left that was killed.
        composed.remove();
        try {
            OneAtATime.run(() -> composed.readme("compose command"));
        } catch (AssertionError failure) {
            System.err.println(composed.compose("logs", "--tail", "50").out());
            composed.close();
            throw failure;
        }
        return composed;
    }

    /** The README's block behind a comment, word for word; it must succeed. Returns what it printed. */
    String readme(String comment) {
        String lines =
                Documents.blocksAfter(Documents.text("README.md"), comment).get(0);
        Result result = docker.shell(lines);
        if (result.status() != 0) {
            throw new AssertionError(lines + ": " + result);
        }
        return result.out();
    }

    /** The image's name with the tag that these tests have built. */
    static String image(String name) {
        return name + ":" + PROJECT;
    }

    /** The container's name of a service. */
    static String container(String service) {
        return PROJECT + "-" + service + "-1";
    }

    /** The full name of a volume. */
    static String volume(String name) {
        return PROJECT + "_" + name;
    }

    /** Docker's command line in the copy. */
    Docker docker() {
        return docker;
    }

    /** Runs {@code docker compose} with the project's file. */
    Result compose(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "-f", FILE));
        command.addAll(Arrays.asList(words));
        return docker.run(command.toArray(String[]::new));
    }

    /** The same, which must succeed. Returns what it printed. */
    String must(String... words) {
        Result result = compose(words);
        if (result.status() != 0) {
            throw new AssertionError("docker compose " + String.join(" ", words) + ": " + result);
        }
        return result.out();
    }

    /** Runs a command in the container of a service; it must succeed. Returns what it printed. */
    String exec(String service, String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "exec", container(service)));
        command.addAll(Arrays.asList(words));
        return docker.must(command.toArray(String[]::new));
    }

    /** The mail log until now. */
    String mailLog() {
        return exec("postfix", "cat", "/var/log/mail/mail.log");
    }

    /** Whether all that run without a profile are up and say that they are well. */
    boolean allAreHealthy() {
        List<String> command = new ArrayList<>(List.of("docker", "inspect", "-f", HEALTH));
        SERVICES.forEach(service -> command.add(container(service)));
        Result result = docker.run(command.toArray(String[]::new));
        return result.status() == 0 && result.out().lines().allMatch(HEALTHY::equals);
    }

    /** Waits until a container is up and says that it is well. */
    void awaitHealthy(String service, Duration limit) {
        Docker.await(service + " to be healthy", limit, () -> {
            Result result = docker.run("docker", "inspect", "-f", HEALTH, container(service));
            return result.out().strip().equals(HEALTHY);
        });
    }

    @Override
    public void close() {
        remove();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove() {
        OneAtATime.run(() -> compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5"));
        IMAGES.forEach(name -> docker.run("docker", "image", "rm", image(name)));
    }

    /** What git has, for a clone has no more, and the distribution of this build in its place. */
    private static void copyClone(Path target) throws IOException {
        Docker here = Docker.here();
        Set<String> changed = new HashSet<>();
        for (String name : here.lines("git", "ls-files", "docker", "docs", ".dockerignore", "LICENSE")) {
            Path file = target.resolve(name);
            Files.createDirectories(file.getParent());
            Files.copy(here.folder().resolve(name), file, StandardCopyOption.COPY_ATTRIBUTES);
            if (name.startsWith("docker/")) {
                changed.addAll(makeItsOwn(file));
            }
        }
        if (!changed.equals(OF_ITS_OWN.keySet())) {
            throw new AssertionError("nowhere in docker/: one of " + OF_ITS_OWN.keySet() + ", but " + changed);
        }
        Path distribution = target.resolve("policy-server/target/doorward");
        Files.createDirectories(distribution.getParent());
        Distribution.built().copyTo(distribution);
        // The README's line may build before; this build has.
        Path wrapper = Files.writeString(target.resolve("mvnw"), "#!/bin/sh\n[ \"$*\" = '-q -DskipTests package' ]\n");
        if (!wrapper.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + wrapper);
        }
    }

    /** Returns what it has found to change. */
    private static Set<String> makeItsOwn(Path file) throws IOException {
        String text = Documents.text(file);
        Set<String> changed = new HashSet<>();
        for (Map.Entry<String, String> change : OF_ITS_OWN.entrySet()) {
            if (text.contains(change.getKey())) {
                changed.add(change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        if (!changed.isEmpty()) {
            Files.writeString(file, text);
        }
        return changed;
    }
}
