package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.real.SmtpSession.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who is listed, forges, or writes to a trap, with a real Postfix, a real rbldnsd, and the command that says why. Each test has
 * clients of its own. What {@code why} foresees is compared with what then happens.
 */
@Tag("real")
class PostfixEvidenceRealTest {

    private static final String SENDER = "robot@sender.example";
    private static final String USER = "user@test.invalid";

    private static final Started started = new Started();
    private static PostfixInstance postfix;
    private static DoorwardSetup setup;
    private static DoorwardProcess doorward;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("evidence"));
        Rbldnsd lists = started.add(Rbldnsd.start(folder.path()));
        Files.writeString(folder.path().resolve("doorward.toml"), configuration());
        setup = DoorwardSetup.in(folder.path())
                .set("dns.servers=127.0.0.1:" + lists.address().getPort())
                .set("spf.ranges_of=[]");
        postfix = started.add(PostfixInstance.start(MainCf.advised("inet:127.0.0.1:" + setup.policyPort())));
        doorward = started.add(DoorwardProcess.start(setup));
        Waiting.until("the lists to have proven themselves", () -> serving() == 3);
    }

    private static long serving() {
        return doorward.run("dnsbl")
                .out()
                .lines()
                .filter(line -> line.contains("serving"))
                .count();
    }

    private static String configuration() {
        return """
                [helo]
                own_names = ["mx.test.invalid"]

                [spamtrap]
                recipients = ["second@test.invalid"]

                [ban]
                contact = "https://example.org/unban"

                [dnsbl]
                defaults = false

                [[dnsbl.list]]
                zone = "bl.test"
                points = { "127.0.0.2" = 8, "127.0.0.4" = 11 }
                page = "https://bl.test/?{address}"

                [[dnsbl.list]]
                zone = "second.test"
                points = { "127.0.0.2" = 8 }
                page = "https://second.test/?{address}"

                [[dnsbl.list]]
                zone = "allow.test"
                points = { "127.0.5.3" = -6 }
                """;
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void whoIsOnTwoListsIsToldSoAndBannedAfterItsThirdRefusal() throws IOException {
        MailClient listed = MailClient.at("198.51.100.7");

        Reply first = foretoldRcpt(listed, USER, "score", false);
        assertThat(first.code()).isEqualTo(554);
        assertThat(first.text())
                .startsWith("5.7.1 <" + USER + ">: Recipient address rejected: Rejected: ")
                .contains(
                        "bl.test", "https://bl.test/?198.51.100.7", "second.test", "https://second.test/?198.51.100.7");
        assertThat(foretoldRcpt(listed, USER, "score", false).code()).isEqualTo(554);
        killAndStartAgain();
        assertThat(foretoldRcpt(listed, USER, "score", true).text())
                .as("the two refusals of before the kill count")
                .doesNotContain("Banned");
        killAndStartAgain();

        assertThat(doorward.run("bans").out())
                .as("on disk, with its reason")
                .containsPattern("(?m)^198\\.51\\.100\\.7/32 .* 0 +[0-9A-Z]{8} +3 times dnsbl within 60 s$");
        Reply banned = foretoldRcpt(listed, USER, "banned", false);
        assertThat(banned.code()).isEqualTo(421);
        assertThat(banned.text())
                .contains("Banned: 198.51.100.7 until ", "for 3 times dnsbl within 60 s", "https://example.org/unban");
        Waiting.until(
                "the verdict to be on record",
                () -> doorward.run("why", "198.51.100.7").out().contains(" reject banned, RCPT from 198.51.100.7"));
        assertThat(Foretold.by(doorward, "198.51.100.7").is("banned", false).fields())
                .as("a mail like the last one")
                .containsEntry(
                        "of", "client=198.51.100.7 helo=mail.sender.example sender=" + SENDER + " recipient=" + USER);
    }

    @Test
    void whoIsBannedByHandInTheMiddleOfASessionLosesItWithTheReason() throws IOException {
        try (SmtpSession session = MailClient.at("198.51.100.77").open(postfix)) {
            session.command(250, "MAIL FROM:<" + SENDER + ">");
            session.command(450, "RCPT TO:<" + USER + ">");
            ChildProcess.Result made =
                    doorward.run("ban", "198.51.100.77", "--for", "12h", "--reason", "guesses our users");
            assertThat(made.status()).as(made.toString()).isZero();
            assertThat(made.out())
                    .startsWith("198.51.100.77/32 is banned until ")
                    .contains(", rung 0).");

            Reply next = session.command("RCPT TO:<" + USER + ">");
            assertThat(next.code()).isEqualTo(421);
            assertThat(next.text())
                    .startsWith("4.7.0 ")
                    .contains("Banned: 198.51.100.77 until ", " for operator: guesses our users; ban ");
            assertThatThrownBy(() -> session.command("NOOP")).isInstanceOf(IOException.class);
        }

        assertThat(doorward.run("bans").out()).contains("operator: guesses our users");
        ChildProcess.Result again = doorward.run("ban", "198.51.100.77");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("198.51.100.77/32 is banned already until ");
        assertThat(doorward.run("unban", "198.51.100.77").out()).contains("is lifted");
        assertThat(doorward.run("ban", "198.51.100.0/24").out()).startsWith("198.51.100.0/24 is banned until ");
        assertThat(doorward.run("unban", "198.51.100.0/24").out()).contains("of 198.51.100.0/24 is lifted");
    }

    @Test
    void whomNoBanMayTouchIsNotBannedByHandEither() throws IOException {
        ChildProcess.Result refused = doorward.run("ban", "10.0.0.7");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("10.0.0.7/32 is never banned: it is private, of 10.0.0.0/8");
        assertThat(doorward.run("ban", "198.51.0.0/16").err())
                .contains("only an address, an IPv4 network of /24 or an IPv6 network of /64 can be banned");
        assertThat(doorward.run("ban", "198.51.100.7", "--for", "5s").err()).contains("write 1m to 400d");
    }

    @Test
    void aBanSurvivesAKillAndEndsByTheOperatorsWord() throws IOException {
        MailClient robot = MailClient.at("198.51.100.131");
        assertThat(foretoldRcpt(robot, "second@test.invalid", "spamtrap", true))
                .hasToString("550 5.1.1 <second@test.invalid>: Recipient address rejected: User unknown in local"
                        + " recipient table");

        killAndStartAgain();

        assertThat(doorward.run("bans").out()).containsPattern("(?m)^198\\.51\\.100\\.131/32 .* spamtrap$");
        assertThat(foretoldRcpt(robot, USER, "banned", false).text())
                .contains("Banned: 198.51.100.131 until ", " for spamtrap; ban ");
        assertThat(doorward.run("why", "198.51.100.131").out())
                .contains("banned until ", "for spamtrap", "second@test.invalid", "ban.threshold = 20.0")
                .contains("What would happen now");

        assertThat(doorward.run("unban", "198.51.100.131").out()).contains("is lifted");
        assertThat(foretoldRcpt(robot, USER, "greylisted", false).code()).isEqualTo(450);
    }

    private static void killAndStartAgain() throws IOException {
        doorward.kill();
        doorward.close();
        doorward = started.add(DoorwardProcess.start(setup));
        Waiting.until("the lists to have proven themselves", () -> serving() == 3);
    }

    @Test
    void whoCallsItselfByOurNameIsRefusedTogetherWithAListing() throws IOException {
        MailClient infected = MailClient.at("198.51.100.8");
        assertThat(foretoldRcpt(infected, USER, "greylisted", false).code())
                .as("one list alone")
                .isEqualTo(450);

        MailClient forger = infected.calling("mx.test.invalid");
        assertThat(foretoldRcpt(forger, USER, "score", false).code()).isEqualTo(554);
        assertThat(doorward.run("why", "198.51.100.8").out()).contains("bad_helo", "dnsbl", "mx.test.invalid");
    }

    @Test
    void whomAListOfGoodSendersKnowsIsNeitherGreylistedNorBanned() throws IOException {
        MailClient good = MailClient.at("198.51.100.9");

        assertThat(foretoldRcpt(good, USER, "greylist_skipped", false).code()).isEqualTo(250);
        for (int trap = 0; trap < 3; trap++) {
            assertThat(foretoldRcpt(good, "second@test.invalid", "spamtrap", false)
                            .code())
                    .isEqualTo(550);
        }
        assertThat(doorward.run("bans").out()).doesNotContain("198.51.100.9/32");
        doorward.awaitLog("not banned: 198.51.100.9/32 would be for spamtrap");
        assertThat(doorward.run("why", "198.51.100.9").out()).contains("never banned: allow.test");
        assertThat(foretoldRcpt(good, USER, "greylist_skipped", false).code()).isEqualTo(250);
    }

    @Test
    void aRetryFromAnyAddressThatTheSendersDomainPermitsIsTheSameTriplet() throws IOException {
        Reply first = pooled("2001:db8:100:1::25");
        Waiting.untilPast(Instant.now().plusSeconds(2));
        Reply second = pooled("2001:db8:100:2::25");
        Reply stranger = pooled("2001:db8:200:1::25");

        assertThat(secondsLeft(first)).isEqualTo(180);
        assertThat(secondsLeft(second)).as("it was begun by the other").isBetween(100, 178);
        assertThat(secondsLeft(stranger)).isEqualTo(180);
    }

    private static Reply pooled(String address) throws IOException {
        return MailClient.at("IPV6:" + address)
                .send(postfix, "news@pool.test", USER)
                .recipient();
    }

    private static int secondsLeft(Reply deferral) {
        assertThat(deferral.code()).as("%s", deferral).isEqualTo(450);
        Matcher seconds = Pattern.compile("try again in ([0-9]+) seconds").matcher(deferral.text());
        assertThat(seconds.find()).as("%s", deferral).isTrue();
        return Integer.parseInt(seconds.group(1));
    }

    /** The reply to a recipient, which is the one that was foretold, for the reason that was. */
    private static Reply foretoldRcpt(MailClient client, String recipient, String reason, boolean bans)
            throws IOException {
        Foretold foretold = Foretold.by(
                        doorward,
                        client.address(),
                        "helo=" + client.helo(),
                        "sender=" + SENDER,
                        "recipient=" + recipient)
                .is(reason, bans);
        Reply reply = client.send(postfix, SENDER, recipient).recipient();
        foretold.cameTrue(recipient, reply);
        return reply;
    }
}
