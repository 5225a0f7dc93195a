package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.doorward.PolicyClient;
import org.doorward.real.NewcomerLoad.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The running server and the signals that it is given. */
@Tag("real")
class ServeRealTest {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private TestFolder folder;
    private DoorwardSetup setup;

    @BeforeEach
    void prepare() throws IOException {
        folder = TestFolder.make("serve");
        setup = DoorwardSetup.in(folder.path());
    }

    @AfterEach
    void cleanUp() throws IOException {
        folder.close();
    }

    @Test
    void sigtermUnderLoadStopsWithinFiveSecondsAndForgetsNothing() throws IOException {
        DoorwardSetup quiet = setup.set("log.decisions=false");
        List<Answer> answers;
        try (DoorwardProcess server = DoorwardProcess.start(quiet);
                NewcomerLoad load = NewcomerLoad.start(server, "stop", 8, Duration.ZERO)) {
            load.awaitMore(1000);

            assertThat(server.stop()).isLessThan(STOP_LIMIT);

            assertThat(server.awaitExit()).isZero();
            load.stop();
            assertThat(load.broken())
                    .as("each connection was closed, none in the middle of a reply")
                    .hasSize(8)
                    .noneMatch(failure -> failure instanceof EOFException
                            && !String.valueOf(failure.getMessage()).equals("Closed after \"\""));
            answers = load.answers();
        }
        try (DoorwardProcess server = DoorwardProcess.start(quiet);
                PolicyClient client = server.connect()) {
            Waiting.untilPast(answers.get(answers.size() - 1).at().plusSeconds(1));
            for (Answer answer : answers) {
                assertThat(NewcomerLoad.secondsLeft(client.ask(NewcomerLoad.request(answer.sender()))))
                        .isLessThan(180);
            }
        }
    }

    @Test
    void sighupTakesTheNewConfigurationOverAndKeepsConnections() throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup);
                PolicyClient client = server.connect()) {
            assertThat(client.ask(NewcomerLoad.request("one@sender.example"))).contains("in 180 seconds");

            Files.writeString(setup.configuration(), "[greylist]\ndelay = \"7m\"\n");
            server.reload();
            server.awaitLog("configuration was read anew");
            assertThat(client.ask(NewcomerLoad.request("two@sender.example"))).contains("in 420 seconds");

            Path part = Files.createDirectory(folder.path().resolve("conf.d")).resolve("10-delay.toml");
            Files.writeString(part, "greylist.delay = \"9m\"\n");
            server.reload();
            Waiting.until(
                    "conf.d to count", () -> answerTo(client, Instant.now()).contains("in 540 seconds"));
        }
    }

    @Test
    void sighupWithABadConfigurationIsRefusedWithAllProblemsAndTheOldOneStays() throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup);
                PolicyClient client = server.connect()) {
            Files.writeString(
                    setup.configuration(), "mode = \"observe\"\n[greylist]\ndealy = \"7m\"\nretry_window = \"24\"\n");
            server.reload();

            server.awaitLog("the old one stays");
            assertThat(server.log())
                    .contains(setup.configuration() + ":3:1: greylist.dealy: unknown key; did you mean greylist.delay?")
                    .contains("greylist.retry_window: \"24\" has no unit");
            assertThat(client.ask(NewcomerLoad.request("three@sender.example"))).contains("in 180 seconds");
        }
    }

    @Test
    void whatOnlyARestartTakesOverIsNamedAtAReload() throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            Files.writeString(setup.configuration(), "server.max_connections = 17\n");
            server.reload();
            server.awaitLog("only a restart takes it over: server.max_connections");
        }
    }

    @Test
    void systemdIsToldOfReadinessReloadsAndTheStop() throws IOException {
        Path socket = folder.path().resolve("notify");
        try (NotifyReceiver systemd = new NotifyReceiver(socket);
                DoorwardProcess server = DoorwardProcess.start(setup.environment("NOTIFY_SOCKET", socket.toString())
                        .environment("WATCHDOG_USEC", "1000000"))) {
            systemd.await("READY=1");
            systemd.await("WATCHDOG=1");
            server.reload();
            systemd.await("RELOADING=1");
            server.stop();
            systemd.await("STOPPING=1");
        }
    }

    @Test
    void theStatusForSystemdIsOfTheConfigurationInForce() throws IOException {
        Path socket = folder.path().resolve("notify");
        try (NotifyReceiver systemd = new NotifyReceiver(socket);
                DoorwardProcess server = DoorwardProcess.start(setup.environment("NOTIFY_SOCKET", socket.toString()))) {
            String listening = "STATUS=Listening on inet:127.0.0.1:" + setup.policyPort();
            systemd.await(listening + ", mode enforce");
            Files.writeString(setup.configuration(), "mode = \"observe\"\n");
            server.reload();
            systemd.await(listening + ", mode observe");
            Files.writeString(setup.configuration(), "mode = \"obsrve\"\n");
            server.reload();
            systemd.await(listening + ", mode observe (the last reload was refused, see the log)");
        }
    }

    @Test
    void theConfigurationFilesThatWereReadAreNamedAtTheStart() throws IOException {
        Path part = Files.createDirectory(folder.path().resolve("conf.d")).resolve("10-mode.toml");
        Files.writeString(part, "mode = \"observe\"\n");
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            server.awaitLog("Configuration from " + setup.configuration() + ", " + part);
        }
    }

    @Test
    void metricsAndHealthAreServedToLoopback() throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup);
                PolicyClient client = server.connect()) {
            client.ask(NewcomerLoad.request("metrics@sender.example"));

            assertThat(server.get("/metrics").body()).contains("doorward_").contains("reason=\"greylisted\"");
            assertThat(server.get("/health").body()).contains("\"status\":\"ready\"");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    private static String answerTo(PolicyClient client, Instant now) {
        try {
            return client.ask(NewcomerLoad.request("at." + now.toEpochMilli() + "x@sender.example"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
