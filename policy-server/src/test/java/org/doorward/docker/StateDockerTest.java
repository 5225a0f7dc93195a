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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.doorward.real.TestFolder;
import org.doorward.real.Waiting;
import org.h2.engine.Constants;
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
            """;

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

    /** There is no release before this one. The oldest form that a store can have knew the greylist, and nothing else. */
    @Test
    void the_state_of_the_first_form_is_upgraded_and_copied_before() throws Exception {
        String promised;
        try (GenericContainer<?> first = start()) {
            promised = aNewcomerIsDeferred(first);
            stop(first);
        }
        String newest = version();
        makeItOfTheFirstForm();
        giveAway();
        Waiting.untilPast(Instant.now().plus(DELAY));
        try (GenericContainer<?> second = start()) {
            assertThat(ask(second, promised)).contains("action=PREPEND X-Greylist");
            well(second, "doorward", "ban", "198.51.100.9", "--for", "1h");
            assertThat(well(second, "doorward", "bans")).contains("198.51.100.9");
            stop(second);
        }
        assertThat(version()).isEqualTo(newest).doesNotEndWith("-form-1");
        try (Stream<Path> files = Files.list(state().resolve("database"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.contains(".before-h2-" + Constants.VERSION + "-form-"));
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
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(Composed.image("doorward")))
                .withImagePullPolicy(image -> false)
                .withNetworkMode("none")
                .withTmpFs(Map.of("/tmp", ""))
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
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

    /** What a store of that form has not, and the words by which it knows itself. */
    private void makeItOfTheFirstForm() throws IOException, SQLException {
        String url = "jdbc:h2:file:" + state().resolve("database/doorward") + ";IFEXISTS=TRUE";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE offender");
            statement.execute("DROP TABLE verdict_generation");
            statement.execute("DROP TABLE watch_mark");
            statement.execute("DELETE FROM schema_version WHERE number > 1");
            // Else the database would stay open in this process.
            statement.execute("SHUTDOWN");
        }
        Files.writeString(state().resolve("database/version"), "h2-" + Constants.VERSION + "-form-1\n");
    }
}
