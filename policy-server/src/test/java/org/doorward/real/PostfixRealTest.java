package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.real.MailClient.Delivery;
import org.doorward.real.SmtpSession.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mail through a real Postfix that is set up as the README says, with Doorward behind it. All tests share both; each has
 * senders of its own. The delay is short, and is waited for: the server's clock is the machine's.
 */
@Tag("real")
class PostfixRealTest {

    private static final Duration DELAY = Duration.ofSeconds(6);
    private static final Pattern GREYLISTED =
            Pattern.compile("4\\.7\\.1 .*Greylisted, please try again in (\\d+) seconds?");

    private static final MailClient STRANGER = MailClient.at("198.51.100.5");

    private static final Started started = new Started();
    private static PostfixInstance postfix;
    private static Path allowFile;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("postfix-test"));
        allowFile = Files.writeString(folder.path().resolve("whitelist_clients"), "# nobody yet\n");
        Files.writeString(folder.path().resolve("doorward.toml"), configuration());
        DoorwardSetup setup = DoorwardSetup.in(folder.path()).set("greylist.delay=" + DELAY.toSeconds() + "s");
        postfix = started.add(PostfixInstance.start(MainCf.advised("inet:127.0.0.1:" + setup.policyPort())));
        started.add(DoorwardProcess.start(setup));
    }

    private static String configuration() {
        return """
                [access]
                client_files = "%s"

                [[access.deny]]
                network = "198.51.100.66"
                note = "a test"
                """.formatted(allowFile);
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void aNewSenderIsDeferredThenPassesWithAHeaderThenPassesAtOnceWithoutOne() throws IOException {
        Reply first = STRANGER.send(postfix, "new@sender.example", "user@test.invalid")
                .recipient();
        final Instant deferred = Instant.now();
        assertThat(first.code()).isEqualTo(450);
        assertThat(secondsLeft(first)).isBetween(1L, DELAY.toSeconds());

        Reply early = STRANGER.send(postfix, "new@sender.example", "user@test.invalid")
                .recipient();
        assertThat(early.code()).isEqualTo(450);
        assertThat(secondsLeft(early)).isBetween(1L, DELAY.toSeconds());

        Waiting.untilPast(deferred.plus(DELAY));
        Delivery retry = STRANGER.send(postfix, "new@sender.example", "user@test.invalid");
        assertThat(greylistHeaders("user", retry))
                .singleElement()
                .asString()
                .matches("X-Greylist: delayed \\d+ seconds by Doorward at .*; .* GMT");

        Delivery second = STRANGER.send(postfix, "new@sender.example", "user@test.invalid");
        assertThat(greylistHeaders("user", second)).isEmpty();
    }

    @Test
    void aMessageToTwoNewRecipientsGetsOneHeaderThatNamesNeither() throws IOException {
        Instant deferred = deferred(STRANGER, "two@sender.example", "user@test.invalid", "second@test.invalid");

        Waiting.untilPast(deferred.plus(DELAY));
        Delivery retry = STRANGER.send(postfix, "two@sender.example", "user@test.invalid", "second@test.invalid");

        for (String user : List.of("user", "second")) {
            assertThat(greylistHeaders(user, retry)).singleElement().asString().doesNotContain("@", "test.invalid");
        }
    }

    @Test
    void aRecipientWhoWasNotDelayedDoesNotLearnThatAnotherOneWas() throws IOException {
        pass(STRANGER, "mixed@sender.example", "user@test.invalid");
        Instant deferred = deferred(STRANGER, "mixed@sender.example", "second@test.invalid");

        Waiting.untilPast(deferred.plus(DELAY));
        Delivery retry = STRANGER.send(postfix, "mixed@sender.example", "user@test.invalid", "second@test.invalid");

        assertThat(greylistHeaders("user", retry)).isEmpty();
    }

    @Test
    void aClientThatLoggedInIsNeverDelayed() throws IOException {
        assertThat(STRANGER.loggedIn("alice")
                        .send(postfix, "alice@sender.example", "user@test.invalid")
                        .taken())
                .isTrue();
    }

    @Test
    void mailToPostmasterAndAbuseIsNeverDelayed() throws IOException {
        assertThat(STRANGER.send(postfix, "complaint@sender.example", "postmaster@test.invalid", "abuse@test.invalid")
                        .taken())
                .isTrue();
    }

    @Test
    void aBounceIsDeferredAtDataSoThatCalloutsAreNotDisturbed() throws IOException {
        Delivery first = STRANGER.send(postfix, "", "third@test.invalid");
        final Instant deferred = Instant.now();
        assertThat(first.recipient().code()).isEqualTo(250);
        assertThat(first.data()).hasValueSatisfying(reply -> {
            assertThat(reply.code()).isEqualTo(450);
            assertThat(secondsLeft(reply)).isBetween(1L, DELAY.toSeconds());
        });

        Waiting.untilPast(deferred.plus(DELAY));
        assertThat(STRANGER.send(postfix, "", "third@test.invalid").taken()).isTrue();
    }

    @Test
    void aRetryFromASiblingOfTheSameVerifiedDomainContinuesTheTriplet() throws IOException {
        MailClient one = MailClient.at("IPV6:2001:db8:1::25").named("mail1.pool.example");
        MailClient sibling = MailClient.at("IPV6:2001:db8:2::25").named("mail2.pool.example");
        MailClient stranger = MailClient.at("IPV6:2001:db8:3::25").named("mail1.other.example");
        Instant deferred = deferred(one, "pool@sender.example", "user@test.invalid");

        Waiting.untilPast(deferred.plus(DELAY));

        deferred(stranger, "pool@sender.example", "user@test.invalid");
        assertThat(sibling.send(postfix, "pool@sender.example", "user@test.invalid")
                        .taken())
                .isTrue();
    }

    @Test
    void aRetryFromTheSameNetworkContinuesTheTriplet() throws IOException {
        Instant deferred = deferred(MailClient.at("198.51.100.20"), "near@sender.example", "user@test.invalid");
        Instant deferredV6 = deferred(MailClient.at("IPV6:2001:db8:5::1"), "near@sender.example", "user@test.invalid");

        Waiting.untilPast(deferred.plus(DELAY));
        assertThat(MailClient.at("198.51.100.201")
                        .send(postfix, "near@sender.example", "user@test.invalid")
                        .taken())
                .isTrue();
        Waiting.untilPast(deferredV6.plus(DELAY));
        assertThat(MailClient.at("IPV6:2001:db8:5::dead:beef")
                        .send(postfix, "near@sender.example", "user@test.invalid")
                        .taken())
                .isTrue();
    }

    @Test
    void aNewBounceAddressOfTheSameSenderContinuesTheTriplet() throws IOException {
        deferred(STRANGER, "bounce-20431774@lists.example", "user@test.invalid");
        deferred(STRANGER, "prvs=1234abcdef=carol@batv.example", "user@test.invalid");
        Instant deferred = deferred(STRANGER, "news-bounces+user=test.invalid@verp.example", "user@test.invalid");

        Waiting.untilPast(deferred.plus(DELAY));
        for (String retry : List.of(
                "bounce-99812005@lists.example",
                "prvs=2345bcdef0=carol@batv.example",
                "news-bounces+user=test.invalid@verp.example")) {
            assertThat(STRANGER.send(postfix, retry, "user@test.invalid").recipient())
                    .as(retry)
                    .extracting(Reply::code)
                    .isEqualTo(250);
        }
    }

    @Test
    void aPassedTripletFreesNothingButItself() throws IOException {
        pass(STRANGER, "passed@sender.example", "user@test.invalid");

        deferred(STRANGER, "passed@sender.example", "second@test.invalid");
        deferred(STRANGER, "other@sender.example", "user@test.invalid");
    }

    @Test
    void aDeniedClientIsRejected() throws IOException {
        Reply reply = MailClient.at("198.51.100.66")
                .send(postfix, "denied@sender.example", "user@test.invalid")
                .recipient();

        assertThat(reply.code()).isEqualTo(554);
        assertThat(reply.text()).startsWith("5.7.1 ").contains("Access denied");
    }

    @Test
    void aClientAddedToTheAllowFileIsTakenWithoutARestart() throws IOException {
        MailClient friend = MailClient.at("198.51.100.77").named("mail.friend.example");
        deferred(friend, "before@friend.example", "user@test.invalid");

        Files.writeString(allowFile, "friend.example\n", StandardOpenOption.APPEND);

        // A new sender each time: none of them is given the time to pass by coming back.
        AtomicInteger tries = new AtomicInteger();
        Waiting.until("the allow file to be read", () -> code(friend, "try" + tries.incrementAndGet()) == 250);
    }

    private static int code(MailClient client, String sender) {
        try {
            return client.send(postfix, sender + "@friend.example", "user@test.invalid")
                    .recipient()
                    .code();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Sends a message to recipients that must all be greylisted. Returns a moment after that. */
    private static Instant deferred(MailClient client, String sender, String... recipients) throws IOException {
        assertThat(client.send(postfix, sender, recipients).recipients()).allSatisfy(reply -> {
            assertThat(reply.code()).as(sender + ": " + reply).isEqualTo(450);
            assertThat(reply.text()).containsPattern(GREYLISTED);
        });
        return Instant.now();
    }

    /** Makes a triplet known. */
    private static void pass(MailClient client, String sender, String recipient) throws IOException {
        Waiting.untilPast(deferred(client, sender, recipient).plus(DELAY));
        assertThat(client.send(postfix, sender, recipient).taken()).isTrue();
    }

    private static long secondsLeft(Reply reply) {
        Matcher matcher = GREYLISTED.matcher(reply.text());
        assertThat(matcher.find()).as(reply.toString()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** Those of a message that must have been taken, as it was delivered to a user. */
    private static List<String> greylistHeaders(String user, Delivery delivery) {
        assertThat(delivery.taken()).as(delivery.toString()).isTrue();
        return postfix.awaitHeaders(user, delivery).stream()
                .filter(line -> line.startsWith("X-Greylist:"))
                .toList();
    }
}
