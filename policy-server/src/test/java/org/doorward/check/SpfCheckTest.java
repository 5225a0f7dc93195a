package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.doorward.config.SpfConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.ZoneDns;
import org.doorward.spf.SpfEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpfCheckTest {

    private static final Inquiries CLIENT = Inquiries.stranger();

    private final ZoneDns dns = new ZoneDns()
            .txt("pass.example", "v=spf1 ip4:198.51.100.0/24 -all")
            .txt("fail.example", "v=spf1 -all")
            .txt("soft.example", "v=spf1 ~all")
            .txt("neutral.example", "v=spf1 ?all")
            .txt("none.example", "hello")
            .txt("wrong.example", "v=spf1 moo -all")
            .txt("open.example", "v=spf1 +all")
            .txt("each.example", "v=spf1 exists:%{ir}.%{l}.ok.example -all")
            .address("7.100.51.198.alice.ok.example", "127.0.0.2");
    private long nanos;
    private final SpfCheck check = check(true);

    @Test
    void aPassIsASignWithoutPointsWhoseDetailIsTheDomain() {
        assertThat(finding(CLIENT.sender("a@Pass.Example"))).isEqualTo(sign(Reason.SPF_PASS, 0, "pass.example"));
    }

    @Test
    void aFailIsPointsAndASoftfailFewer() {
        assertThat(finding(CLIENT.sender("a@fail.example")))
                .isEqualTo(sign(Reason.SPF_FAIL, 3, "fail: fail.example does not permit 198.51.100.7"));
        assertThat(finding(CLIENT.sender("a@soft.example")))
                .isEqualTo(sign(Reason.SPF_FAIL, 1, "softfail: soft.example hardly permits 198.51.100.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@neutral.example",
                "a@none.example",
                "a@nowhere.example",
                "a@wrong.example",
                "a@open.example",
                "a@[198.51.100.7]",
                "a@localhost",
                "postmaster",
                "a@",
                "a@a..example",
            })
    void everythingElseSaysNothing(String sender) {
        assertThat(finding(CLIENT.sender(sender))).isSameAs(Finding.NOTHING);
    }

    @Test
    void whenTheDnsFailsNothingCountsAndItIsAskedAgainSoon() {
        dns.failing("slow.example", DnsAnswer.Failure.TIMEOUT);
        assertThat(finding(CLIENT.sender("a@slow.example"))).isInstanceOf(Finding.Unknown.class);
        dns.recovered("slow.example");
        dns.txt("slow.example", "v=spf1 -all");

        nanos += Duration.ofSeconds(16).toNanos();

        assertThat(finding(CLIENT.sender("a@slow.example"))).isInstanceOf(Finding.Points.class);
    }

    @Test
    void forABounceTheDomainOfHeloIsAskedAndCountsForNothing() {
        Inquiries bounce = CLIENT.sender("");

        assertThat(finding(bounce.helo("pass.example"))).isEqualTo(sign(Reason.SPF_PASS, 0, "pass.example"));
        assertThat(finding(bounce.helo("fail.example"))).isSameAs(Finding.NOTHING);
        assertThat(finding(bounce.helo("soft.example"))).isSameAs(Finding.NOTHING);
        assertThat(finding(bounce.helo("localhost"))).isSameAs(Finding.NOTHING);
        assertThat(finding(bounce.helo("[198.51.100.7]"))).isSameAs(Finding.NOTHING);
        assertThat(finding(bounce.helo(""))).isSameAs(Finding.NOTHING);
        assertThat(finding(CLIENT.sender("a@fail.example"))).isInstanceOf(Finding.Points.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolState.class,
            names = {"CONNECT", "HELO", "EHLO", "VRFY", "ETRN", "XCLIENT", "OTHER"})
    void noSenderIsNoBounceBeforeMail(ProtocolState state) {
        assertThat(finding(CLIENT.sender("").helo("pass.example").at(state))).isSameAs(Finding.NOTHING);
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void aKnownClientAndDomainCostOneLookUpInMemory() {
        finding(CLIENT.sender("a@pass.example"));
        int asked = dns.asked().size();

        assertThat(check.examine(CLIENT.sender("a@pass.example").get(), Evidence.NONE))
                .isSameAs(check.examine(CLIENT.sender("b@PASS.example").get(), Evidence.NONE));
        assertThat(dns.asked()).hasSize(asked);
        assertThat(finding(CLIENT.sender("a@pass.example").from("203.0.113.9")))
                .isEqualTo(sign(Reason.SPF_FAIL, 3, "fail: pass.example does not permit 203.0.113.9"));
    }

    @Test
    void aResultIsForgottenWhenItsRecordsOrTheSettingsSaySo() {
        dns.ttl(Duration.ofDays(1));
        finding(CLIENT.sender("a@pass.example"));
        int asked = dns.asked().size();
        nanos += Duration.ofMinutes(59).toNanos();
        finding(CLIENT.sender("a@pass.example"));
        assertThat(dns.asked()).hasSize(asked);

        nanos += Duration.ofMinutes(2).toNanos();
        finding(CLIENT.sender("a@pass.example"));

        assertThat(dns.asked()).hasSizeGreaterThan(asked);
    }

    @Test
    void aDomainThatTellsItsSendersApartIsAskedForEach() {
        assertThat(finding(CLIENT.sender("bob@each.example"))).isEqualTo(fail());
        assertThat(finding(CLIENT.sender("alice@each.example"))).isEqualTo(sign(Reason.SPF_PASS, 0, "each.example"));
        assertThat(finding(CLIENT.sender("bob@each.example"))).isEqualTo(fail());
        int asked = dns.asked().size();

        finding(CLIENT.sender("alice@each.example"));

        assertThat(dns.asked()).hasSize(asked);
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameAnswerUnlessItIsForEach() {
        dns.keepBack();
        List<CompletableFuture<Finding>> same = IntStream.range(0, 10_000)
                .mapToObj(i -> later(CLIENT.sender(i + "@fail.example")))
                .toList();
        CompletableFuture<Finding> bob = later(CLIENT.sender("bob@each.example"));
        CompletableFuture<Finding> alice = later(CLIENT.sender("alice@each.example"));
        assertThat(dns.asked()).hasSize(2);

        dns.release();

        assertThat(same).allMatch(stage -> stage.join() instanceof Finding.Points);
        assertThat(bob).isCompletedWithValue(fail());
        assertThat(alice).isCompletedWithValue(sign(Reason.SPF_PASS, 0, "each.example"));
    }

    @Test
    void asksNothingWhenItIsOffOrTheClientIsUnknown() {
        assertThat(check(false)
                        .examine(CLIENT.sender("a@fail.example").get(), Evidence.NONE)
                        .toCompletableFuture())
                .isCompletedWithValue(Finding.NOTHING);
        assertThat(finding(CLIENT.from("").sender("a@fail.example"))).isSameAs(Finding.NOTHING);
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void answersWhateverAClientWrites() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Inquiries inquiry = CLIENT.sender(AnyText.of(random) + (random.nextBoolean() ? "@" : "@each.example"))
                    .helo(AnyText.of(random));
            Inquiries asked = random.nextInt(4) == 0 ? inquiry.sender("") : inquiry;
            assertThat(later(asked)).as("seed %d, %s", seed, asked).isCompleted();
        }
    }

    private SpfCheck check(boolean enabled) {
        SpfConfig config = new SpfConfig(enabled, 3, 1, Duration.ofHours(1), List.of(), Duration.ofHours(6));
        return new SpfCheck(config, new SpfEvaluator(dns, () -> nanos), () -> nanos);
    }

    private CompletableFuture<Finding> later(Inquiries inquiry) {
        return check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture();
    }

    private Finding finding(Inquiries inquiry) {
        return later(inquiry).join();
    }

    private static Finding fail() {
        return sign(Reason.SPF_FAIL, 3, "fail: each.example does not permit 198.51.100.7");
    }

    private static Finding sign(Reason reason, double points, String detail) {
        return new Finding.Points(List.of(new Sign(reason, "spf", points, detail, "")));
    }
}
