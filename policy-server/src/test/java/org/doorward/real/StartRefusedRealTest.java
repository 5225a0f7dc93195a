package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.doorward.PolicyClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Starts that must fail: with a message that names the remedy, a status that is not zero, and nothing changed. */
@Tag("real")
class StartRefusedRealTest {

    private TestFolder folder;
    private DoorwardSetup setup;

    @BeforeEach
    void prepare() throws IOException {
        folder = TestFolder.make("refused");
        setup = DoorwardSetup.in(folder.path());
    }

    @AfterEach
    void cleanUp() throws IOException {
        folder.close();
    }

    @Test
    void aSecondServerOnTheSameStateDirectoryIsRefusedAndTheFirstGoesOn() throws IOException {
        try (DoorwardProcess first = DoorwardProcess.start(setup);
                PolicyClient client = first.connect()) {
            client.ask(NewcomerLoad.request("one@sender.example"));

            String said = refused(DoorwardSetup.in(folder.path()));

            assertThat(said).contains("in use by another Doorward").contains("state_dir");
            assertThat(first.get("/health").statusCode()).isEqualTo(200);
            assertThat(client.ask(NewcomerLoad.request("two@sender.example"))).startsWith("DEFER_IF_PERMIT");
            assertThat(first.run("ask", "recipient=user@test.invalid").status())
                    .as("its admin token is still the first's")
                    .isZero();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = Ports.listening()) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertThat(refused(setup.set("listen=inet:" + address)))
                    .contains(address)
                    .contains("in use");
            assertThat(refused(setup.set("admin.listen=inet:" + address)))
                    .contains(address)
                    .contains("in use");
        }
    }

    @Test
    void aDamagedDatabaseFileIsLeftAsItIs() throws IOException {
        Path database = Files.createDirectories(setup.stateDirectory().resolve("database"));
        Path file = Files.writeString(database.resolve("doorward.mv.db"), "this is no database\n".repeat(1000));
        byte[] before = Files.readAllBytes(file);

        String said = refused(setup);

        assertThat(said).contains(file.toString()).contains("store.when_damaged");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDamagedDatabaseFileIsMovedAsideWhenTheOperatorHasSaidSo() throws IOException {
        Path database = Files.createDirectories(setup.stateDirectory().resolve("database"));
        Files.writeString(database.resolve("doorward.mv.db"), "this is no database\n".repeat(1000));

        try (DoorwardProcess server = DoorwardProcess.start(setup.set("store.when_damaged=start_empty"))) {
            server.awaitLog("an empty one takes its place");
        }
    }

    @Test
    void anUnknownKeyIsNamedWithTheNearestOne() throws IOException {
        Files.writeString(setup.configuration(), "\n[greylist]\ndealy = \"5m\"\n");

        assertThat(refused(setup, 78))
                .contains(setup.configuration() + ":3:1: greylist.dealy: unknown key; did you mean greylist.delay?");
        assertThat(setup.stateDirectory()).doesNotExist();
    }

    @Test
    void aConfigurationFileThatIsNotThereIsNamed() throws IOException {
        Files.delete(setup.configuration());

        assertThat(refused(setup, 78)).contains(setup.configuration().toString());
    }

    /** Starts a server that must end by itself with status 1, and returns what it has said. */
    private static String refused(DoorwardSetup setup) throws IOException {
        return refused(setup, 1);
    }

    private static String refused(DoorwardSetup setup, int status) throws IOException {
        try (DoorwardProcess server = DoorwardProcess.launch(setup)) {
            assertThat(server.awaitExit()).isEqualTo(status);
            assertThat(server.log()).doesNotContain("\tat ");
            return server.log();
        }
    }
}
