package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.doorward.config.SenderConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.ZoneDns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderCheckTest {

    private static final Inquiries CLIENT = Inquiries.stranger();

    private final ZoneDns dns = new ZoneDns()
            .mx("mail.example", 10, "mx.mail.example")
            .address("old.example", "198.51.100.9")
            .address("six.example", "2001:db8::9")
            .txt("empty.example", "v=spf1 -all")
            .mx("none.example", 0, "")
            .mx("odd.example", 0, "")
            .mx("odd.example", 10, "mx.odd.example");

    private long nanos;
    private final SenderCheck check = new SenderCheck(new SenderConfig(true, 3, 5, 1), dns, () -> nanos);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@mail.example",
                "a@old.example",
                "a@six.example",
                "a@odd.example",
                "A@MAIL.Example",
                "a@mail.example.",
                "\"a@none.example\"@mail.example",
                "",
                "postmaster",
                "a@[198.51.100.9]",
                "a@[IPv6:2001:db8::9]",
            })
    void hasNothingAgainstASenderWhoCouldBeAnswered(String sender) {
        assertThat(finding(CLIENT.sender(sender))).isSameAs(Finding.NOTHING);
    }

    @Test
    void aDomainThatDoesNotExistCannotBeAnswered() {
        assertThat(finding(CLIENT.sender("a@nowhere.example")))
                .isEqualTo(points(Reason.SENDER_DOMAIN, 3, "nowhere.example does not exist"));
        assertThat(dns.asked()).containsExactly(new DnsQuestion("nowhere.example", DnsQuestion.Type.MX));
    }

    @Test
    void norOneWithoutMailServerAndAddress() {
        assertThat(finding(CLIENT.sender("a@empty.example")))
                .isEqualTo(points(Reason.SENDER_DOMAIN, 3, "empty.example has neither a mail server nor an address"));
    }

    @Test
    void oneThatSaysItTakesNoMailIsWorse() {
        assertThat(finding(CLIENT.sender("a@none.example")))
                .isEqualTo(points(Reason.SENDER_DOMAIN, 5, "none.example takes no mail (null MX)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@", "a@.", "a@a..b", "a@.example"})
    void whatCanBeNoDomainCannotBeAnsweredEither(String sender) {
        assertThat(finding(CLIENT.sender(sender)))
                .isInstanceOfSatisfying(
                        Finding.Points.class,
                        points -> assertThat(points.points()).isEqualTo(3));
    }

    @Test
    void aLabelOfSixtyFourLettersCanBeNone() {
        assertThat(finding(CLIENT.sender("a@" + "b".repeat(64) + ".example"))).isInstanceOf(Finding.Points.class);
        assertThat(finding(CLIENT.sender("a@" + "b.".repeat(1000) + "example"))).isInstanceOf(Finding.Points.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsAnswer.Failure.class,
            names = {"TIMEOUT", "SERVER_FAILURE", "REFUSED", "BAD_ANSWER", "OVERLOAD", "DOWN"})
    void whenTheDnsFailsNothingCounts(DnsAnswer.Failure failure) {
        dns.failing("slow.example", failure);

        assertThat(finding(CLIENT.sender("a@slow.example")))
                .isEqualTo(new Finding.Unknown(Reason.SENDER_DOMAIN, "slow.example: the test wants it so"));
    }

    @Test
    void halfAnAnswerIsNoneEither() {
        dns.txt("half.example", "x").failing("half.example", DnsAnswer.Failure.TIMEOUT);

        assertThat(finding(CLIENT.sender("a@half.example"))).isInstanceOf(Finding.Unknown.class);
    }

    @Test
    void aFailureIsForgottenSoon() {
        dns.failing("slow.example", DnsAnswer.Failure.TIMEOUT);
        finding(CLIENT.sender("a@slow.example"));
        dns.recovered("slow.example");
        dns.mx("slow.example", 1, "mx.slow.example");

        assertThat(finding(CLIENT.sender("b@slow.example"))).isInstanceOf(Finding.Unknown.class);
        nanos += Duration.ofSeconds(16).toNanos();
        assertThat(finding(CLIENT.sender("c@slow.example"))).isSameAs(Finding.NOTHING);
    }

    @Test
    void aSenderThatIsTheRecipientIsASignOfItsOwn() {
        Inquiries self = CLIENT.sender("Bob@mail.example").recipient("bob@MAIL.example");
        Inquiries forged = CLIENT.sender("bob@none.example").recipient("bob@none.example");

        assertThat(finding(self)).isEqualTo(points(Reason.SENDER_IS_RECIPIENT, 1, "the sender is the recipient"));
        assertThat(((Finding.Points) finding(forged)).signs())
                .extracting(Sign::source)
                .containsExactly("sender", "sender");
    }

    @Test
    void thatIsSeenWithoutTheDns() {
        dns.failing("slow.example", DnsAnswer.Failure.DOWN);

        assertThat(finding(CLIENT.sender("a@slow.example").recipient("a@slow.example")))
                .isInstanceOf(Finding.Points.class);
    }

    @Test
    void aKnownDomainCostsOneLookUpInMemory() {
        finding(CLIENT.sender("a@old.example"));
        int asked = dns.asked().size();

        assertThat(finding(CLIENT.sender("b@old.example"))).isSameAs(Finding.NOTHING);
        assertThat(check.examine(CLIENT.sender("a@none.example").get(), Evidence.NONE))
                .isSameAs(check.examine(CLIENT.sender("b@none.example").get(), Evidence.NONE));
        assertThat(dns.asked()).hasSize(asked + 1);
    }

    @Test
    void anAnswerIsRememberedAsLongAsTheDnsAllowsAndAnHourAtMost() {
        dns.ttl(Duration.ofSeconds(90));
        finding(CLIENT.sender("a@mail.example"));
        dns.ttl(Duration.ofDays(1));
        finding(CLIENT.sender("a@none.example"));
        nanos += Duration.ofSeconds(91).toNanos();
        finding(CLIENT.sender("a@mail.example"));
        finding(CLIENT.sender("a@none.example"));
        assertThat(dns.asked()).hasSize(3);

        nanos += Duration.ofMinutes(59).toNanos();
        finding(CLIENT.sender("a@none.example"));

        assertThat(dns.asked()).hasSize(4);
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameAnswer() {
        dns.keepBack();
        List<CompletableFuture<Finding>> waiting = java.util.stream.IntStream.range(0, 1000)
                .mapToObj(i -> check.examine(CLIENT.sender(i + "@empty.example").get(), Evidence.NONE)
                        .toCompletableFuture())
                .toList();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        dns.release();

        assertThat(waiting).allMatch(stage -> stage.join() instanceof Finding.Points);
        assertThat(dns.asked()).hasSize(3);
    }

    @Test
    void aDnsThatThrowsIsNotRemembered() {
        boolean[] broken = {true};
        SenderCheck shaky = new SenderCheck(
                new SenderConfig(true, 3, 5, 1),
                question -> {
                    if (broken[0]) {
                        throw new IllegalStateException("broken");
                    }
                    return dns.ask(question);
                },
                () -> nanos);
        assertThat(shaky.examine(CLIENT.sender("a@mail.example").get(), Evidence.NONE)
                        .toCompletableFuture())
                .isCompletedExceptionally();
        broken[0] = false;

        assertThat(shaky.examine(CLIENT.sender("a@mail.example").get(), Evidence.NONE)
                        .toCompletableFuture())
                .isCompletedWithValue(Finding.NOTHING);
    }

    @Test
    void findsNothingWhenItIsOffOrTheFaultIsWorthNothing() {
        SenderCheck off = new SenderCheck(new SenderConfig(false, 3, 5, 1), dns, () -> nanos);
        SenderCheck free = new SenderCheck(new SenderConfig(true, 0, 0, 0), dns, () -> nanos);
        Inquiries forged = CLIENT.sender("bob@none.example").recipient("bob@none.example");

        assertThat(off.examine(forged.get(), Evidence.NONE).toCompletableFuture())
                .isCompletedWithValue(Finding.NOTHING);
        assertThat(free.examine(forged.get(), Evidence.NONE).toCompletableFuture())
                .isCompletedWithValue(Finding.NOTHING);
    }

    @Test
    void answersWhateverAClientWrites() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String sender = AnyText.of(random) + "@" + AnyText.of(random);
            assertThat(check.examine(CLIENT.sender(sender).get(), Evidence.NONE).toCompletableFuture())
                    .as("seed %d, sender %s", seed, sender)
                    .isCompleted();
        }
    }

    private Finding finding(Inquiries inquiry) {
        return check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture().join();
    }

    /** All signs of the check have its name as their source, which is that of the offences made of them. */
    private static Finding points(Reason reason, double points, String detail) {
        return new Finding.Points(List.of(new Sign(reason, "sender", points, detail, "")));
    }
}
