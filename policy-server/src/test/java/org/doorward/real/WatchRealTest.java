package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From what a real Postfix writes into its log to offences and bans; each test has clients of its own. */
@Tag("real")
class WatchRealTest {

    private static final Started started = new Started();
    private static PostfixInstance postfix;
    private static DoorwardSetup setup;
    private static DoorwardProcess doorward;
    private static int mx;
    private static int submission;
    private static int screen;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("watch"));
        StubServer passwords = started.add(SaslStub.start());
        mx = Ports.free();
        submission = Ports.free();
        screen = Ports.free();
        setup = DoorwardSetup.in(folder.path());
        postfix = started.add(PostfixInstance.start(
                List.of(
                        "smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient,"
                                + " check_policy_service inet:127.0.0.1:"
                                + setup.policyPort(),
                        "smtpd_error_sleep_time = 0",
                        "postscreen_greet_wait = 1s",
                        "postscreen_greet_action = enforce",
                        "postscreen_cache_map = "),
                List.of(
                        LinesRun.service(mx),
                        LinesRun.service(submission)
                                + " -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path=inet:127.0.0.1:"
                                + passwords.port() + " -o smtpd_sasl_security_options=",
                        "127.0.0.1:" + screen
                                + " inet n - n - 1 postscreen -o postscreen_upstream_proxy_protocol=haproxy",
                        "smtpd pass - - n - - smtpd",
                        "dnsblog unix - - n - 0 dnsblog",
                        "tlsproxy unix - - n - 0 tlsproxy")));
        Files.writeString(setup.configuration(), """
                [greylist]
                enabled = false

                [spamtrap]
                recipients = ["second@test.invalid"]

                [watch]
                files = ["%s"]
                """.formatted(postfix.logFile()));
        doorward = started.add(DoorwardProcess.start(setup));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static void write(String client, int count, String domain) throws IOException {
        try (HostileClient hostile = HostileClient.from(client, mx)) {
            hostile.reply();
            hostile.say("EHLO mail.sender.example");
            hostile.say("MAIL FROM:<robot@sender.example>");
            for (int i = 0; i < count; i++) {
                hostile.say("RCPT TO:<nobody" + i + "@" + domain + ">");
            }
            hostile.say("QUIT");
        }
    }

    private static void guess(String client, int count, String password) throws IOException {
        String login = Base64.getEncoder().encodeToString(("\0anna\0" + password).getBytes(StandardCharsets.US_ASCII));
        try (HostileClient hostile = HostileClient.from(client, submission)) {
            hostile.reply();
            hostile.say("EHLO mail.sender.example");
            for (int i = 0; i < count; i++) {
                hostile.say("AUTH PLAIN " + login);
            }
            hostile.say("QUIT");
        }
    }

    private static String why(String client) {
        return doorward.run("why", client).out();
    }

    private static void awaitBan(String client) {
        Waiting.until("the ban of " + client, () -> why(client).contains("banned until"));
    }

    /** What is asked only after all lines up to now were read. */
    private static void awaitReading() {
        Waiting.until("the log to be read", () -> {
            try {
                return doorward.get("/metrics")
                        .body()
                        .contains("doorward_watch_behind_bytes{log=\"file:" + postfix.logFile() + "\"} 0.0");
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void whoTriesTenUnknownUsersIsBannedAndWhoTriesNineIsNot() throws IOException {
        write("198.51.100.10", 10, "test.invalid");
        write("198.51.100.9", 9, "test.invalid");

        awaitBan("198.51.100.10");
        awaitReading();
        assertThat(why("198.51.100.10"))
                .contains("10 times unknown_user within 1 h")
                .contains("RCPT from unknown[198.51.100.10]: 550 5.1.1 <nobody9@test.invalid>");
        Waiting.until("nine offences", () -> why("198.51.100.9").contains("unknown_user"));
        assertThat(why("198.51.100.9")).doesNotContain("banned until");
    }

    @Test
    void threeAttemptsToRelayBan() throws IOException {
        write("198.51.100.13", 3, "elsewhere.example");

        awaitBan("198.51.100.13");
        assertThat(why("198.51.100.13")).contains("3 times relay_denied within 1 h", "Relay access denied");
    }

    @Test
    void fiveFailedLoginsBanButNotFromWhereSomebodyHasLoggedIn() throws IOException {
        guess("198.51.100.15", 5, "wrong");
        guess("198.51.100.16", 4, "wrong");
        try (HostileClient user = HostileClient.from("198.51.100.17", submission)) {
            user.reply();
            user.say("EHLO laptop.example");
            user.say("AUTH PLAIN "
                    + Base64.getEncoder().encodeToString("\0anna\0right".getBytes(StandardCharsets.US_ASCII)));
            user.say("MAIL FROM:<anna@sender.example>");
            user.say("RCPT TO:<user@test.invalid>");
            user.say("QUIT");
        }
        awaitReading();
        guess("198.51.100.17", 6, "wrong");

        awaitBan("198.51.100.15");
        awaitReading();
        assertThat(why("198.51.100.15")).contains("5 times auth_failed within 600 s");
        assertThat(why("198.51.100.16")).doesNotContain("banned until");
        assertThat(why("198.51.100.17")).doesNotContain("auth_failed");
    }

    @Test
    void whoSpeaksBeforeTheGreetingGetsPointsAndNoBan() throws IOException {
        try (HostileClient robot = HostileClient.from("2001:db8:25::1", screen)) {
            robot.send("EHLO robot.example\r\n");
            robot.reply();
        }

        Waiting.until("the offence", () -> why("2001:db8:25::1").contains("pregreet"));
        assertThat(why("2001:db8:25::1")).doesNotContain("banned until");
    }

    @Test
    void aReportBansAsItsVectorSays() {
        ChildProcess.Result report =
                doorward.run("report", "198.51.100.20", "--vector", "non_smtp", "--evidence", "seen by a neighbour");

        assertThat(report.out()).contains("Recorded: non_smtp of 198.51.100.20. It is banned until ");
        assertThat(why("198.51.100.20")).contains("non_smtp", "seen by a neighbour");
        assertThat(doorward.run("report", "198.51.100.21", "--vector", "spam").out())
                .contains("It is not banned.");
        assertThat(doorward.run("report", "127.0.0.1", "--vector", "non_smtp").out())
                .contains("It is not banned.");
        assertThat(doorward.run("report", "198.51.100.21", "--vector", "spma").err())
                .contains("must be one of dnsbl, ");
    }

    @Test
    void ourOwnAnswersInTheLogAreNoOffence() throws IOException {
        try (HostileClient hostile = HostileClient.from("198.51.100.22", mx)) {
            hostile.reply();
            hostile.say("EHLO mail.sender.example");
            hostile.say("MAIL FROM:<robot@sender.example>");
            assertThat(hostile.say("RCPT TO:<second@test.invalid>")).contains("User unknown");
            hostile.say("QUIT");
        }

        awaitReading();
        assertThat(why("198.51.100.22")).contains("spamtrap").doesNotContain("unknown_user");
    }

    @Test
    void aKillLosesNoLineAndCountsNoneTwice() throws IOException {
        for (int turn = 0; turn < 3; turn++) {
            write("198.51.100.30", 3, "test.invalid");
            doorward.kill();
            doorward.awaitExit();
            Files.writeString(
                    postfix.logFile(),
                    "a line that tells of nothing\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.APPEND);
            doorward.close();
            doorward = started.add(DoorwardProcess.start(setup));
        }

        awaitReading();
        assertThat(why("198.51.100.30")).doesNotContain("banned until");
        write("198.51.100.30", 1, "test.invalid");
        awaitBan("198.51.100.30");
    }
}
