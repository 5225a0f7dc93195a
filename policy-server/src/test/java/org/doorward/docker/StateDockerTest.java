package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.doorward.Documents;
import org.doorward.real.TestFolder;
import org.doorward.real.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The state of the image {@code doorward}: it outlives its container, an upgrade, and a stop, which takes no more than five seconds. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class StateDockerTest {

    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int STOPPED_WITHIN_SECONDS = 5;

    /** SIGTERM taken as it should be, or as Java does; not 137, which is the engine's SIGKILL after those seconds. */
    private static final List<Long> STOPPED = List.of(0L, 143L);

    private static final String SETTINGS = """
            dns.servers = ["127.0.0.1:1"]
            dnsbl.defaults = false
            sender.enabled = false
            spf.enabled = false
            spf.ranges_of = []
            greylist.delay = "1s"
            store.offence_age = "3650d"
            store.ban_age = "3650d"
            """;

    private static final String CONTAINER = Composed.container("state");

    private final AtomicInteger newcomers = new AtomicInteger(100);
    private TestFolder folder;

    @BeforeEach
    void stateOfTheImagesUser() throws IOException {
        folder = TestFolder.make("state");
        Files.writeString(folder.path().resolve("test.toml"), SETTINGS);
        Files.createDirectory(state());
        giveAway();
    }

    @AfterEach
    void remove() throws IOException {
        folder.close();
    }

    @Test
    void a_new_container_knows_what_the_old_one_knew() throws Exception {
        String promised;
        try (GenericContainer<?> first = start()) {
            promised = aNewcomerIsDeferred(first);
            well(first, "doorward", "ban", "198.51.100.9", "--for", "1h");
            stop(first);
        }
        Waiting.untilPast(Instant.now().plus(DELAY));
        try (GenericContainer<?> second = start()) {
            assertThat(ask(second, promised)).contains("action=PREPEND X-Greylist");
            aNewcomerIsDeferred(second);
            assertThat(well(second, "doorward", "bans")).contains("198.51.100.9");
            stop(second);
        }
    }

    @Test
    void the_state_of_a_build_that_only_greylisted_is_upgraded() throws Exception {
        upgrade("form-1-stopped", container -> {
            well(container, "doorward", "ban", "198.51.100.9", "--for", "1h");
            assertThat(well(container, "doorward", "bans")).contains("198.51.100.9");
        });
    }

    /** The first ban was in the database, the other one in the journal. Years from now they are over, and still told of. */
    @Test
    void the_state_of_a_build_that_was_killed_is_upgraded() throws Exception {
        upgrade("form-3-killed", container -> {
            assertThat(well(container, "doorward", "why", "198.51.100.41")).contains("YZQQS29Q", "spamtrap");
            assertThat(well(container, "doorward", "why", "198.51.100.43")).contains("ZZ2VXTB6", "spamtrap");
            assertThat(well(container, "doorward", "list")).contains("198.51.100.73", "sells lists");
        });
    }

    /**
     * There is no release before this one. These are what builds with an older form of the database have left behind; all that is in them
     * {@code StoreUpgradeTest} knows, on a day when nothing was too old yet.
     */
    private void upgrade(String recorded, Consumer<GenericContainer<?>> look) throws IOException {
        unpack(recorded);
        giveAway();
        String older = version();
        byte[] before = Files.readAllBytes(state().resolve("database/doorward.mv.db"));
        try (GenericContainer<?> container = start()) {
            aNewcomerIsDeferred(container);
            look.accept(container);
            stop(container);
        }
        assertThat(version()).isNotEqualTo(older);
        assertThat(state().resolve("database/doorward.mv.db.before-" + version()))
                .hasBinaryContent(before);
    }

    private void unpack(String recorded) throws IOException {
        Path file = Documents.root().resolve("store/src/test/resources/states").resolve(recorded + ".zip");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path target = state().resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (!entry.isDirectory()) {
                    Files.write(target, zip.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private Path state() {
        return folder.path().resolve("state");
    }

    private void giveAway() {
        Docker.here().must("chown", "-R", "10025:10025", state().toString());
    }

    private String version() throws IOException {
        return Files.readString(state().resolve("database/version")).strip();
    }

    /** As docs/docker-production.md has it run, but without a network, so that nobody is asked. */
    private GenericContainer<?> start() {
        // What a run left that was killed.
        Docker.here().run("docker", "rm", "--force", CONTAINER);
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(Composed.image("doorward")))
                .withImagePullPolicy(image -> false)
                .withNetworkMode("none")
                .withTmpFs(Map.of("/tmp", ""))
                .withCreateContainerCmdModifier(command -> command.withName(CONTAINER)
                        .getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges:true"))
                        .withBinds(
                                new Bind(state().toString(), new Volume("/var/lib/doorward")),
                                new Bind(
                                        folder.path().resolve("test.toml").toString(),
                                        new Volume("/etc/doorward/conf.d/test.toml"),
                                        AccessMode.ro)))
                .waitingFor(Wait.forLogMessage(".*Ready in.*", 1).withStartupTimeout(Duration.ofSeconds(90)));
        container.start();
        return container;
    }

    /** Returns who it is; somebody in a network of his own and without a name, for hosts of one network or one domain are one to the greylist. */
    private String aNewcomerIsDeferred(GenericContainer<?> container) {
        String newcomer = "2001:db8:" + newcomers.incrementAndGet() + "::25";
        assertThat(ask(container, newcomer)).contains("DEFER_IF_PERMIT 4.7.1 Greylisted");
        return newcomer;
    }

    private static String ask(GenericContainer<?> container, String address) {
        return well(
                container,
                "doorward",
                "ask",
                "client_address=" + address,
                "client_name=unknown",
                "helo_name=mail.sender.example",
                "sender=alice@sender.example",
                "recipient=bob@example.net");
    }

    private static String well(GenericContainer<?> container, String... command) {
        try {
            ExecResult result = container.execInContainer(command);
            assertThat(result.getExitCode()).as(result.toString()).isZero();
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void stop(GenericContainer<?> container) {
        container
                .getDockerClient()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(STOPPED_WITHIN_SECONDS)
                .exec();
        assertThat(container.getCurrentContainerInfo().getState().getExitCodeLong())
                .isIn(STOPPED);
    }
}
