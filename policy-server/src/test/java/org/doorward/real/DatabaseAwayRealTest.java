package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.doorward.PolicyClient;
import org.doorward.firewall.real.RealParts;
import org.doorward.real.NewcomerLoad.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database is taken away under load, and given back: mail goes on meanwhile, and nobody has to do anything. */
@Tag("real")
class DatabaseAwayRealTest {

    private static final int CONNECTIONS = 4;
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int ENOUGH = 200;
    private static final String KNOWN = "known@sender.example";

    private TestFolder folder;
    private DoorwardSetup setup;

    @BeforeEach
    void prepare() throws IOException {
        folder = TestFolder.make("away");
        // Small generations, so that the database is written all the time.
        setup = DoorwardSetup.in(folder.path())
                .set("greylist.delay=1s")
                .set("store.generation_rows=1000")
                .set("log.decisions=false")
                .environment("DOORWARD_ADMIN_TOKEN", "a-token-that-needs-no-file");
    }

    @AfterEach
    void cleanUp() throws IOException {
        folder.close();
    }

    @Test
    void aDatabaseFileThatIsMovedAwayIsMissedAndFoundAgain() throws IOException {
        Path file = setup.stateDirectory().resolve("database/doorward.mv.db");
        Path aside = folder.path().resolve("aside");
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            becomeKnown(server);
            try (NewcomerLoad load = NewcomerLoad.start(server, "moved", CONNECTIONS, PAUSE)) {
                assertThat(load.awaitMore(ENOUGH)).allMatch(Answer::deferred);

                Files.move(file, aside);
                assertGoesOnWithout(server, load, () -> {});
                assertThat(server.health().orElseThrow().body()).contains("\"problem\"", "put them back");
                Files.move(aside, file);

                assertRecovers(server, load);
            }
        }
    }

    @Test
    void aFullDiskIsBorneUntilThereIsRoomAgain() throws IOException {
        RealParts.requireRoot();
        RealParts.require("unshare", Path.of("/usr/bin/unshare"));
        Files.createDirectory(setup.stateDirectory());
        DoorwardSetup small = setup.wrapped(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=32m none \"$0\" && exec \"$@\"",
                setup.stateDirectory().toString());
        try (DoorwardProcess server = DoorwardProcess.start(small)) {
            becomeKnown(server);
            try (NewcomerLoad load = NewcomerLoad.start(server, "full", CONNECTIONS, PAUSE)) {
                assertThat(load.awaitMore(ENOUGH)).allMatch(Answer::deferred);

                Path filler = insideOf(server, setup.stateDirectory()).resolve("filler");
                // What the database lets go of gives room again, and is taken too.
                assertGoesOnWithout(server, load, () -> fill(filler));
                Files.delete(filler);

                assertRecovers(server, load);
            }
        }
    }

    /** Keeps the pressure up until the trouble is noticed and all answers are those of a server without its database. */
    private static void assertGoesOnWithout(DoorwardProcess server, NewcomerLoad load, Runnable pressure) {
        Waiting.until("DUNNO for all newcomers, and 503 from /health", () -> {
            pressure.run();
            return load.awaitMore(ENOUGH).stream()
                            .allMatch(answer -> answer.action().equals("DUNNO"))
                    && server.health().orElseThrow().statusCode() == 503;
        });
        server.awaitLog("the store cannot keep all its promises now");
        ChildProcess.Result asked = server.run(
                "ask",
                "--explain",
                "client=198.51.100.7",
                "name=mail.example.org",
                "sender=" + KNOWN,
                "recipient=user@test.invalid");
        assertThat(asked.out()).as("answered from memory, %s", asked).contains("greylist_known");
    }

    private static void assertRecovers(DoorwardProcess server, NewcomerLoad load) {
        server.awaitReady();
        server.awaitLog("the store works again");
        load.awaitMore(2 * CONNECTIONS);
        assertThat(load.awaitMore(ENOUGH)).allMatch(Answer::deferred);
        load.stop();
        assertThat(load.broken()).isEmpty();
        List<Answer> late = load.answers().stream()
                .filter(answer -> answer.took().compareTo(DEADLINE) > 0)
                .toList();
        assertThat(late).isEmpty();
    }

    private static void becomeKnown(DoorwardProcess server) throws IOException {
        try (PolicyClient client = server.connect()) {
            assertThat(client.ask(NewcomerLoad.request(KNOWN))).startsWith("DEFER_IF_PERMIT");
            Waiting.untilPast(Instant.now().plusSeconds(1));
            assertThat(client.ask(NewcomerLoad.request(KNOWN))).startsWith("PREPEND X-Greylist:");
        }
    }

    /** A path as the server sees it, who has mounts of its own. */
    private static Path insideOf(DoorwardProcess server, Path path) {
        return Path.of("/proc/" + server.pid() + "/root" + path);
    }

    private static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
