package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.TestFolder;

/**
 * A compose project of somebody else's in a folder of its own, with a Postfix that is started as docker-mailserver or mailcow starts theirs
 * (resources {@code mailserver} and {@code mailcow}): to which Doorward is added by the page's lines.
 */
final class OtherProject implements AutoCloseable {

    private static final String RESOURCES = "policy-server/src/test/resources/org/doorward/docker/";
    private static final String IMAGE = "doorward-other:dwtest";
    private static final String MARK = "dwtest_before";

    /** Docker waits ever longer before it starts a container again. */
    private static final Duration FOLLOWED = Duration.ofMinutes(2);

    private final Composed composed;
    private final String name;
    private final String service;
    private final TestFolder folder;
    private final Docker docker;

    /**
     * Makes its folder, and the image that Postfix's container is made of.
     *
     * @param name what the project is called, which none other of this process is
     * @param service Postfix's
     */
    OtherProject(Composed composed, String name, String service, Map<String, String> environment) throws IOException {
        this.composed = composed;
        this.name = Composed.container(name);
        this.service = service;
        this.folder = TestFolder.make("production");
        Map<String, String> all = new HashMap<>(environment);
        all.put("COMPOSE_PROJECT_NAME", this.name);
        this.docker = new Docker(folder.path(), Map.copyOf(all));
        OneAtATime.run(() -> Docker.here().must("docker", "build", "-q", "-t", IMAGE, RESOURCES + "other"));
        remove();
    }

    /** Copies a resource to a place in the folder. */
    void copy(String resource, String place) throws IOException {
        Path target = at(place);
        Files.copy(
                Documents.root().resolve(RESOURCES + resource),
                target,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a file in the folder. */
    void write(String place, String text) throws IOException {
        Files.writeString(at(place), text);
    }

    /** Writes a block of the page, but for the images' names, which are those of this build. */
    void writeServices(String place, String mark) throws IOException {
        write(
                place,
                ProductionPage.withPlaces(
                        ProductionPage.block(mark),
                        Map.of(
                                "image: doorward:0.1.0", "image: " + Composed.image("doorward"),
                                "image: doorward-firewall:0.1.0", "image: " + Composed.image("doorward-firewall"))));
    }

    /** What stands in a file of the folder. */
    String read(String place) throws IOException {
        return Files.readString(folder.path().resolve(place));
    }

    private Path at(String place) throws IOException {
        Path path = folder.path().resolve(place);
        Files.createDirectories(path.getParent());
        return path;
    }

    /** Starts what is in a file alone, with its network, before Doorward is added. */
    void up(String file) {
        OneAtATime.run(() -> compose("-f", file, "up", "--detach"));
    }

    /** Runs lines of a shell in the folder. */
    Result shell(String lines) {
        return docker.shell(lines);
    }

    /** Runs {@code docker compose} in the folder, which must succeed. Returns what it printed. */
    String compose(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(Arrays.asList(words));
        return docker.must(command.toArray(String[]::new));
    }

    /** Runs a command in a service's container, which must succeed. */
    String exec(String of, String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "exec", container(of)));
        command.addAll(Arrays.asList(words));
        return docker.must(command.toArray(String[]::new));
    }

    /** Waits until its Postfix greets and sees Doorward's socket. */
    void awaitBoth() {
        postfix().await();
        Docker.await(
                "Doorward's socket",
                () -> docker.run("docker", "exec", container(service), "test", "-S", "/run/policy/doorward")
                                .status()
                        == 0);
    }

    /** All rules of the network namespace in which the worker is, or nothing when there is none. */
    String rules() {
        return docker.run("docker", "exec", container("doorward-firewall"), "nft", "list", "ruleset")
                .out();
    }

    /** Waits until the worker drops what comes from an address. */
    void awaitBan(String address) {
        Docker.await(address + " to be in the kernel", () -> rules().contains(address));
    }

    /** Leaves a table that dies with the worker's network namespace. */
    void markNamespace() {
        exec("doorward-firewall", "nft", "add", "table", "inet", MARK);
    }

    /** Waits until the worker drops what comes from an address in another namespace than the one that was marked. */
    void awaitBanInANewNamespace(String address) {
        Docker.await("the worker to follow", FOLLOWED, () -> {
            String rules = rules();
            return rules.contains(address) && !rules.contains(MARK);
        });
    }

    /** Its Postfix. */
    OtherPostfix postfix() {
        return new OtherPostfix(composed, container(service));
    }

    /** The container's name of a service. */
    String container(String of) {
        return name + "-" + of + "-1";
    }

    /** The full name of a network. */
    String network(String network) {
        return name + "_" + network;
    }

    private void remove() {
        OneAtATime.run(
                () -> docker.run("docker", "compose", "-p", name, "down", "--volumes", "--remove-orphans", "-t", "5"));
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
}
