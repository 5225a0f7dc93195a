package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.Distribution;
import org.doorward.real.TestFolder;
import org.doorward.real.Waiting;

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

    private static final String PROJECT = "dwtest";
    private static final String FILE = "docker/compose.yaml";

    /** Beats the name in the file. */
    private static final Map<String, String> NAMED = Map.of("COMPOSE_PROJECT_NAME", PROJECT);

    /**
     * What is different in the copy, so that a play is left alone that somebody has up: the addresses, as docs/docker.md says to change
     * them, and the images' tag.
     */
    private static final Map<String, String> OF_ITS_OWN =
            Map.of("10.97.25.", "10.97.35.", "fd5e:d00d:25:", "fd5e:d00d:35:", ":0.1.0-SNAPSHOT", ":" + PROJECT);

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
            composed.readme("compose command");
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

    /** Waits until a container is up and says that it is well. */
    void awaitHealthy(String service, Duration limit) {
        Waiting.until(service + " to be healthy", limit, () -> {
            Result result = docker.run(
                    "docker", "inspect", "-f", "{{.State.Running}} {{.State.Health.Status}}", container(service));
            return result.out().strip().equals("true healthy");
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
        compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5");
        IMAGES.forEach(name -> docker.run("docker", "image", "rm", image(name)));
    }

    /** What git would give, and the distribution of this build in its place. */
    private static void copyClone(Path target) throws IOException {
        Docker here = Docker.here();
        for (String name : here.lines(
                "git", "ls-files", "--cached", "--others", "--exclude-standard", "docker", "docs", ".dockerignore")) {
            Path file = target.resolve(name);
            Files.createDirectories(file.getParent());
            Files.copy(here.folder().resolve(name), file, StandardCopyOption.COPY_ATTRIBUTES);
            if (name.startsWith("docker/")) {
                makeItsOwn(file);
            }
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

    private static void makeItsOwn(Path file) throws IOException {
        String text = Documents.text(file);
        for (Map.Entry<String, String> change : OF_ITS_OWN.entrySet()) {
            text = text.replace(change.getKey(), change.getValue());
        }
        Files.writeString(file, text);
    }
}
