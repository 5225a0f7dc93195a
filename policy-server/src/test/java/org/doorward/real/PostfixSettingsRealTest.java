package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.doorward.real.MailClient.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Postfix whose policy server is away, comes back, only observes, or stands at a unix socket. */
@Tag("real")
class PostfixSettingsRealTest {

    private static final MailClient STRANGER = MailClient.at("198.51.100.5");
    private static final Duration DELAY = Duration.ofSeconds(2);

    private TestFolder folder;
    private DoorwardSetup setup;

    @BeforeEach
    void prepare() throws IOException {
        folder = TestFolder.make("postfix-test");
        setup = DoorwardSetup.in(folder.path()).set("greylist.delay=" + DELAY.toSeconds() + "s");
    }

    @AfterEach
    void cleanUp() throws IOException {
        folder.close();
    }

    @Test
    void mailComesInWhileTheServerIsStoppedAndSendersAreStillKnownAfterwards() throws IOException {
        try (PostfixInstance postfix = PostfixInstance.start(MainCf.advised("inet:127.0.0.1:" + setup.policyPort()))) {
            Instant pendingSince;
            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                assertThat(code(postfix, "known@sender.example")).isEqualTo(450);
                Waiting.untilPast(Instant.now().plus(DELAY));
                assertThat(code(postfix, "known@sender.example")).isEqualTo(250);
                assertThat(code(postfix, "pending@sender.example")).isEqualTo(450);
                pendingSince = Instant.now();
                server.stop();
            }

            assertThat(code(postfix, "stranger@sender.example")).isEqualTo(250);
            Waiting.until("Postfix to say so", () -> postfix.log().contains("Connection refused"));

            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                assertThat(code(postfix, "known@sender.example")).isEqualTo(250);
                assertThat(code(postfix, "stranger@sender.example")).isEqualTo(450);
                Waiting.untilPast(pendingSince.plus(DELAY));
                assertThat(code(postfix, "pending@sender.example")).isEqualTo(250);
                server.awaitLog("reason=greylist_known");
                server.awaitLog("reason=greylist_passed");
            }
        }
    }

    @Test
    void observingDelaysNobodyAndSaysWhatItWouldHaveDone() throws IOException {
        DoorwardSetup observing = setup.set("mode=observe");
        try (PostfixInstance postfix = PostfixInstance.start(MainCf.advised("inet:127.0.0.1:" + setup.policyPort()));
                DoorwardProcess server = DoorwardProcess.start(observing)) {
            Delivery delivery = STRANGER.send(postfix, "observed@sender.example", "user@test.invalid");
            assertThat(delivery.taken()).as(delivery.toString()).isTrue();
            assertThat(postfix.awaitHeaders("user", delivery)).noneMatch(line -> line.startsWith("X-Greylist"));
            server.awaitLog("decision=defer reason=greylisted observed=yes");
        }
    }

    @Test
    void aUnixSocketBelowTheQueueDirectoryServesPostfix() throws IOException {
        try (PostfixInstance postfix = PostfixInstance.start(MainCf.advised("unix:private/doorward"))) {
            Path socket = postfix.queueDirectory().resolve("private/doorward");
            DoorwardSetup unix = setup.set("listen=unix:" + socket).set("server.socket_group=postfix");
            try (DoorwardProcess server = DoorwardProcess.start(unix)) {
                assertThat(code(postfix, "unix@sender.example")).isEqualTo(450);
                server.awaitLog("reason=greylisted");
                server.kill();
            }
            assertThat(socket).as("left behind by the kill").exists();
            try (DoorwardProcess server = DoorwardProcess.start(unix)) {
                assertThat(code(postfix, "again@sender.example")).isEqualTo(450);
                server.stop();
            }
            assertThat(socket).doesNotExist();
        }
    }

    private static int code(PostfixInstance postfix, String sender) throws IOException {
        return STRANGER.send(postfix, sender, "user@test.invalid").recipient().code();
    }
}
