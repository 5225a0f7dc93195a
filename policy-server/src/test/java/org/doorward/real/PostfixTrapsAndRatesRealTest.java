package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.doorward.Documents;
import org.doorward.real.SmtpSession.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Traps, limits and the own list with a real Postfix, which has a second service that is set up as docs/operations.md says of the
 * submission service. Only the restriction behind the policy service is another one: the users of this test come from Postfix's
 * mynetworks, for nobody can log in here.
 */
@Tag("real")
class PostfixTrapsAndRatesRealTest {

    private static final String LOCAL = "local.invalid";
    private static final String INSIDE = "198.51.100.250";

    private static final Started started = new Started();
    private static PostfixInstance postfix;
    private static DoorwardProcess doorward;
    private static int submissionPort;
    private static int insidePort;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("traps-test"));
        Files.writeString(folder.path().resolve("doorward.toml"), """
                [greylist]
                enabled = false

                [spamtrap]
                recipients = ["trap@local.invalid"]

                [[rate.limit]]
                name = "users"
                by = "login"
                count = "recipients"
                limit = 2
                window = "1h"
                action = "defer"
                context = "submission"
                text = "Too many recipients, please call the help desk"

                [exempt]
                networks = ["198.51.100.240/30"]

                [[rate.limit]]
                name = "inside"
                by = "client"
                count = "recipients"
                limit = 3
                window = "1h"
                action = "defer"
                networks = ["198.51.100.240/30"]
                except = ["198.51.100.241"]
                authenticated = false
                """);
        DoorwardSetup setup = DoorwardSetup.in(folder.path());
        submissionPort = Ports.free();
        insidePort = Ports.free();
        List<String> mainCf = new ArrayList<>(MainCf.advised("inet:127.0.0.1:" + setup.policyPort()));
        mainCf.addAll(List.of(
                "mydestination = " + LOCAL,
                "local_recipient_maps = inline:{ trap=x }",
                "local_transport = virtual",
                "recipient_delimiter = +"));
        mainCf.addAll(submission(setup.policyPort()));
        // As the documents say: the policy service in front of permit_mynetworks.
        mainCf.add("inside_recipient_restrictions = check_policy_service { inet:127.0.0.1:" + setup.policyPort()
                + ", timeout=10s, default_action=DUNNO }, permit_mynetworks, reject");
        postfix = started.add(PostfixInstance.start(
                mainCf,
                List.of(
                        "127.0.0.1:" + submissionPort + " inet n - n - 10 smtpd",
                        "  -o smtpd_recipient_restrictions=$mua_recipient_restrictions",
                        "127.0.0.1:" + insidePort + " inet n - n - 10 smtpd",
                        "  -o smtpd_recipient_restrictions=$inside_recipient_restrictions",
                        "  -o mynetworks=198.51.100.240/30")));
        doorward = started.add(DoorwardProcess.start(setup));
    }

    private static List<String> submission(int policyPort) {
        String operations = Documents.text("docs/operations.md");
        assertThat(operations).contains("\n  -o smtpd_recipient_restrictions=$mua_recipient_restrictions\n");
        String advised = Documents.blocksAfter(operations, "submission main.cf").get(0);
        assertThat(advised).contains("inet:127.0.0.1:60000", "permit_sasl_authenticated, reject");
        return advised.replace("inet:127.0.0.1:60000", "inet:127.0.0.1:" + policyPort)
                .replace("permit_sasl_authenticated", "permit_mynetworks")
                .lines()
                .toList();
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void aTrapIsAnsweredWordForWordAsAnUnknownUserIs() throws IOException {
        Reply unknown = MailClient.at("198.51.100.5")
                .send(postfix, "robot@sender.example", "nobody@" + LOCAL)
                .recipient();
        Foretold foretold = foretold("198.51.100.5", "robot@sender.example", "trap@" + LOCAL)
                .is("spamtrap", true);
        Reply trap = MailClient.at("198.51.100.5")
                .send(postfix, "robot@sender.example", "trap@" + LOCAL)
                .recipient();
        foretold.cameTrue("trap@" + LOCAL, trap);

        assertThat(unknown)
                .hasToString(
                        "550 5.1.1 <nobody@local.invalid>: Recipient address rejected: User unknown in local recipient"
                                + " table");
        assertThat(trap.toString().replace("trap@", "nobody@")).isEqualTo(unknown.toString());
        doorward.awaitLog("decision=reject reason=spamtrap");
        foretold("198.51.100.5", "robot@sender.example", "user@test.invalid").is("banned", false);
        assertThat(doorward.run("unban", "198.51.100.5").status()).isZero();
    }

    @Test
    void aUserWhoSendsTooMuchIsDeferredAndOthersGoOn() throws IOException {
        assertThat(submit("anna", "user", "user", "second")).containsExactly(250, 250, 250);
        assertThat(submitted("anna", "third", "policy_context=submission")
                        .is("rate_limit", false)
                        .fields())
                .containsEntry("action", "DEFER_IF_PERMIT 4.7.1 Too many recipients, please call the help desk");
        submitted("anna", "third").is("authenticated", false);
        submitted("berta", "third", "policy_context=submission").is("authenticated", false);
        assertThat(submit("anna", "second", "third")).containsExactly(450, 450);
        assertThat(submit("ANNA", "third")).containsExactly(450);
        assertThat(submit("berta", "user", "second")).containsExactly(250, 250);
        assertThat(MailClient.at("198.51.100.5")
                        .loggedIn("anna")
                        .send(postfix, "anna@sender.example", "user@test.invalid", "second@test.invalid")
                        .taken())
                .as("by the service without the context")
                .isTrue();

        assertThat(postfix.log())
                .contains(
                        "450 4.7.1 <third@test.invalid>: Recipient address rejected: Too many recipients, please call the"
                                + " help desk;");
        doorward.awaitLog("rate limit users is reached: login anna, 2 recipients in 1h; what is more is deferred");
        assertThat(doorward.get("/metrics").body())
                .containsPattern("doorward_rate_limited_total\\{action=\"defer\",limit=\"users\"\\} 3\\.0");
    }

    @Test
    void aMachineInsideThatSendsTooMuchIsDeferredAndItsNeighboursGoOn() throws IOException {
        assertThat(fromInside("198.51.100.242", 6)).containsExactly(250, 250, 250, 450, 450, 450);
        assertThat(fromInside("198.51.100.243", 3)).as("another machine").containsExactly(250, 250, 250);
        assertThat(fromInside("198.51.100.241", 6)).as("who may").containsOnly(250);

        doorward.awaitLog(
                "rate limit inside is reached: client 198.51.100.242/32, 3 recipients in 1h; what is more is deferred");
        assertThat(doorward.get("/metrics").body())
                .containsPattern("doorward_rate_limited_total\\{action=\"defer\",limit=\"inside\"\\} 3\\.0");
        assertThat(doorward.run("bans").out()).contains("No ban stands");
    }

    private static List<Integer> fromInside(String machine, int users) throws IOException {
        List<Integer> codes = new ArrayList<>();
        try (SmtpSession session = SmtpSession.connect(insidePort)) {
            session.command(220, "XCLIENT ADDR=" + machine + " NAME=[UNAVAILABLE]");
            session.command(250, "EHLO printer.sender.example");
            session.command(250, "MAIL FROM:<printer@sender.example>");
            for (int user = 0; user < users; user++) {
                codes.add(session.command("RCPT TO:<user+" + user + "@test.invalid>")
                        .code());
            }
            session.command(221, "QUIT");
        }
        return codes;
    }

    @Test
    void whoIsListedByTheCommandIsRejectedUntilItIsRemoved() throws IOException {
        MailClient listed = MailClient.at("198.51.100.66");
        assertThat(code(listed)).isEqualTo(250);

        assertThat(doorward.run("list", "add", "198.51.100.66", "--reason", "a test"))
                .isEqualTo(new ChildProcess.Result(0, "198.51.100.66/32 is on the own list\n", ""));
        Foretold foretold = foretold("198.51.100.66", "listed@sender.example", "user@test.invalid")
                .is("score", false);
        Reply refused = listed.send(postfix, "listed@sender.example", "user@test.invalid")
                .recipient();
        foretold.cameTrue("user@test.invalid", refused);
        assertThat(refused).hasToString("554 5.7.1 <user@test.invalid>: Recipient address rejected: Rejected");
        assertThat(code(MailClient.at("198.51.100.67"))).isEqualTo(250);
        assertThat(doorward.run("list").out()).containsPattern("(?m)^198\\.51\\.100\\.66/32 .* a test +doorward list$");

        assertThat(doorward.run("list", "remove", "198.51.100.66").status()).isZero();
        assertThat(code(listed)).isEqualTo(250);
    }

    /** What is foretold of a user's mail; without the context it is that of the service without it. */
    private static Foretold submitted(String login, String user, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "helo=laptop.sender.example",
                "login=" + login,
                "sender=" + login + "@sender.example",
                "recipient=" + user + "@test.invalid"));
        words.addAll(List.of(more));
        return Foretold.by(doorward, INSIDE, words.toArray(String[]::new));
    }

    private static Foretold foretold(String client, String sender, String recipient) throws IOException {
        return Foretold.by(doorward, client, "helo=mail.sender.example", "sender=" + sender, "recipient=" + recipient);
    }

    private static int code(MailClient client) throws IOException {
        return client.send(postfix, "listed@sender.example", "user@test.invalid")
                .recipient()
                .code();
    }

    /** Submits a message to these users as far as it goes; the reply code of each. */
    private static List<Integer> submit(String login, String... users) throws IOException {
        List<Integer> codes = new ArrayList<>();
        try (SmtpSession session = SmtpSession.connect(submissionPort)) {
            session.command(220, "XCLIENT ADDR=" + INSIDE + " NAME=[UNAVAILABLE] LOGIN=" + login);
            session.command(250, "EHLO laptop.sender.example");
            session.command(250, "MAIL FROM:<" + login + "@sender.example>");
            for (String user : users) {
                codes.add(session.command("RCPT TO:<" + user + "@test.invalid>").code());
            }
            session.command(221, "QUIT");
        }
        return codes;
    }
}
