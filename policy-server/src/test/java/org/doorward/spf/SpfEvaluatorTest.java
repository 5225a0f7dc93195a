package org.doorward.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.ZoneDns;
import org.doorward.spf.SpfResult.Kind;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpfEvaluatorTest {

    private static final String V4 = "198.51.100.7";
    private static final String V6 = "2001:db8::7";

    private final ZoneDns dns = new ZoneDns()
            .address("example.org", V4)
            .address("example.org", V6)
            .address("other.example", "203.0.113.9")
            .mx("example.org", 10, "mx.example.org")
            .address("mx.example.org", "198.51.100.8")
            .address("mx.example.org", "2001:db8::8")
            .txt("pass.example", "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 ~all")
            .txt("fail.example", "v=spf1 -all")
            .ptr("7.100.51.198.in-addr.arpa", "mail.example.org")
            .address("mail.example.org", V4);
    private long nanos;
    private final SpfEvaluator evaluator = new SpfEvaluator(dns, () -> nanos);

    @ParameterizedTest
    @CsvSource({
        "v=spf1 -all, FAIL",
        "v=spf1 ~all, SOFTFAIL",
        "v=spf1 ?all, NEUTRAL",
        "v=spf1, NEUTRAL",
        "v=spf1 ip4:198.51.100.7 -all, PASS",
        "v=spf1 ip4:198.51.100.0/24 -all, PASS",
        "v=spf1 ip4:203.0.113.0/24 -all, FAIL",
        "v=spf1 -ip4:198.51.100.7 ip4:198.51.100.0/24, FAIL",
        "v=spf1 ip6:2001:db8::/32 -all, FAIL",
        "v=spf1 a -all, PASS",
        "v=spf1 a:other.example -all, FAIL",
        "v=spf1 mx -all, FAIL",
        "v=spf1 mx/24 -all, PASS",
        "v=spf1 mx:none.example -all, FAIL",
        "v=spf1 ptr -all, PASS",
        "v=spf1 ptr:other.example -all, FAIL",
        "v=spf1 exists:other.example -all, PASS",
        "v=spf1 exists:none.example -all, FAIL",
        "v=spf1 include:pass.example -all, PASS",
        "v=spf1 include:fail.example ~all, SOFTFAIL",
        "v=spf1 redirect=pass.example, PASS",
        "v=spf1 redirect=fail.example, FAIL",
        "V=SPF1 IP4:198.51.100.7 -ALL, PASS",
        "v=spf1 unknown=%{i} ip4:198.51.100.7 -all, PASS",
        "v=spf10 -all, NONE",
        "v=spf2.0/pra -all, NONE",
        "spf2.0/mfrom -all, NONE",
        "v=spf1 include:none.example -all, PERMERROR",
        "v=spf1 redirect=none.example, PERMERROR",
        "v=spf1 moo -all, PERMERROR",
        "v=spf1 ip4:198.51.100.300 -all, PERMERROR",
        "v=spf1 ip4:198.51.100.0/33 -all, PERMERROR",
        "v=spf1 ip6:2001:db8::/129 -all, PERMERROR",
        "v=spf1 ip4:2001:db8::7 -all, PERMERROR",
        "v=spf1 a/24/64 -all, PERMERROR",
        "v=spf1 exists:%{x}.example -all, PERMERROR",
        "v=spf1 exists:%(i).example -all, PERMERROR",
        "v=spf1 redirect=a.example redirect=b.example, PERMERROR",
        "v=spf1 a: -all, PERMERROR",
        "v=spf1 -all moo, PERMERROR",
    })
    void evaluatesARecord(String record, Kind kind) {
        dns.txt("example.org", record);

        assertThat(check(V4, "alice@example.org").kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip6:2001:db8::/32 -all, PASS",
        "v=spf1 ip4:198.51.100.0/24 -all, FAIL",
        "v=spf1 a -all, PASS",
        "v=spf1 mx//64 -all, PASS",
        "v=spf1 mx -all, FAIL",
        "v=spf1 include:pass.example -all, PASS",
    })
    void evaluatesARecordForIpv6(String record, Kind kind) {
        dns.txt("example.org", record);

        assertThat(check(V6, "alice@example.org").kind()).isEqualTo(kind);
    }

    @Test
    void twoRecordsAreAMistake() {
        dns.txt("example.org", "v=spf1 +all").txt("example.org", "v=spf1 -all").txt("example.org", "other");

        assertThat(check(V4, "alice@example.org").kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void withoutASenderTheDomainOfHeloIsAsked() {
        SpfResult result = evaluator
                .check(address(V4), "", "pass.example")
                .toCompletableFuture()
                .join();

        assertThat(result.kind()).isEqualTo(Kind.PASS);
        assertThat(result.domain()).isEqualTo("pass.example");
    }

    @ParameterizedTest
    @CsvSource({
        "exists:%{i}.list.example, 198.51.100.7.list.example",
        "exists:%{ir}.list.example, 7.100.51.198.list.example",
        "exists:%{l}.%{d}, alice.example.org",
        "exists:%{L1r}.%{o2}, alice.example.org",
        "exists:%{s}.x.example, alice@example.org.x.example",
        "exists:%{h}.x.example, mail.example.com.x.example",
        "exists:%{v}.x.example, in-addr.x.example",
        "exists:%{d1r}.%{d2}, example.example.org",
        "exists:a%%b%-c.x.example, a%b%20c.x.example",
    })
    void expandsMacros(String term, String name) {
        dns.txt("example.org", "v=spf1 " + term + " -all").address(name, "127.0.0.2");

        assertThat(check(V4, "alice@example.org").kind()).isEqualTo(Kind.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "mx", "exists:%{i}.example.org", "include:slow.example", "redirect=slow.example"})
    void whenTheDnsFailsSoDoesTheEvaluation(String term) {
        for (DnsAnswer.Failure failure : DnsAnswer.Failure.values()) {
            if (failure != DnsAnswer.Failure.BAD_NAME) {
                ZoneDns failing = new ZoneDns()
                        .txt("example.net", "v=spf1 " + term)
                        .failing("example.net", failure)
                        .failing("slow.example", failure)
                        .failing(V4 + ".example.org", failure);
                SpfResult result = new SpfEvaluator(failing, () -> 0)
                        .check(address(V4), "a@example.net", "h.example")
                        .toCompletableFuture()
                        .join();
                assertThat(result.kind()).as("%s %s", term, failure).isEqualTo(Kind.TEMPERROR);
            }
        }
    }

    @Test
    void aRecordThatIncludesItselfEndsAtTenTerms() {
        dns.txt("example.org", "v=spf1 include:example.org -all");
        dns.txt("ping.example", "v=spf1 redirect=pong.example").txt("pong.example", "v=spf1 redirect=ping.example");

        assertThat(check(V4, "a@example.org").kind()).isEqualTo(Kind.PERMERROR);
        assertThat(check(V4, "a@ping.example").kind()).isEqualTo(Kind.PERMERROR);
        assertThat(dns.asked()).hasSizeLessThanOrEqualTo(24);
    }

    @Test
    void tenTermsThatAskAreAllowedAndElevenAreNot() {
        dns.txt("ten.example", "v=spf1" + " a:other.example".repeat(10) + " ip4:198.51.100.7 -all");
        dns.txt("eleven.example", "v=spf1" + " a:other.example".repeat(11) + " ip4:198.51.100.7 -all");

        assertThat(check(V4, "a@ten.example").kind()).isEqualTo(Kind.PASS);
        assertThat(check(V4, "a@eleven.example").kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void twoTermsMayFindNothingAndThreeMayNot() {
        dns.txt("two.example", "v=spf1 a:n1.example mx:n2.example ip4:198.51.100.7 -all");
        dns.txt("three.example", "v=spf1 a:n1.example mx:n2.example exists:n3.example ip4:198.51.100.7 -all");

        assertThat(check(V4, "a@two.example").kind()).isEqualTo(Kind.PASS);
        assertThat(check(V4, "a@three.example").kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void mailServersWithoutIpv6AreNoTermsThatFindNothing() {
        for (int i = 0; i < 5; i++) {
            dns.mx("many.example", i, "mx" + i + ".many.example")
                    .address("mx" + i + ".many.example", "198.51.100." + i);
        }
        dns.txt("many.example", "v=spf1 mx ip6:2001:db8::/32 -all");

        assertThat(check(V6, "a@many.example").kind()).isEqualTo(Kind.PASS);
    }

    @Test
    void tenMailServersAreLookedAtAndElevenAreAMistake() {
        for (int i = 0; i < 10; i++) {
            dns.mx("many.example", i, "mx.example.org");
        }
        dns.txt("many.example", "v=spf1 mx/24 -all");
        assertThat(check(V4, "a@many.example").kind()).isEqualTo(Kind.PASS);

        dns.mx("many.example", 11, "mx.example.org");
        assertThat(check(V4, "a@many.example").kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void aNullMxIsNoMailServer() {
        dns.mx("null.example", 0, "").txt("null.example", "v=spf1 mx -all");

        assertThat(check(V4, "a@null.example").kind()).isEqualTo(Kind.FAIL);
    }

    @Test
    void oneHundredQuestionsAreEnough() {
        for (int i = 0; i < 10; i++) {
            dns.mx("many.example", i, "mx" + i + ".many.example").address("mx" + i + ".many.example", "203.0.113.1");
        }
        dns.txt("many.example", "v=spf1" + " mx".repeat(10) + " -all");

        assertThat(check(V4, "a@many.example").kind()).isEqualTo(Kind.PERMERROR);
        assertThat(dns.asked()).hasSizeLessThanOrEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 3_000, 20_000, 65_000})
    void aTermThatIsTooLongIsAMistakeAndCostsNoStack(int length) {
        String endless = "a".repeat(length);
        int number = 0;
        for (String term : new String[] {"exists:%s.example", "include:%s", "a:%s.example", "x=%s", "%s", "%%%%%s"}) {
            String domain = "long" + number++ + ".example";
            dns.txt(domain, "v=spf1 " + term.formatted(endless) + " -all");
            assertThat(check(V4, "a@" + domain).kind()).as(term).isEqualTo(Kind.PERMERROR);
        }
    }

    @Test
    void aRecordOfFourKibibytesIsReadAndALongerOneIsNot() {
        dns.txt("long.example", "v=spf1" + " ip4:203.0.113.0/24".repeat(210) + " ip4:198.51.100.7 -all");
        dns.txt("longer.example", "v=spf1" + " ip4:203.0.113.0/24".repeat(230) + " ip4:198.51.100.7 -all");

        assertThat(check(V4, "a@long.example").kind()).isEqualTo(Kind.PASS);
        assertThat(check(V4, "a@longer.example").kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void otherTextsMayBeOfAnyLength() {
        dns.txt("texts.example", "x".repeat(60_000)).txt("texts.example", "v=spf1 ip4:198.51.100.7 -all");

        assertThat(check(V4, "a@texts.example").kind()).isEqualTo(Kind.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 +all, true",
        "v=spf1 all, true",
        "v=spf1 -ip4:203.0.113.1 +all, true",
        "v=spf1 include:all.example -all, true",
        "v=spf1 redirect=all.example, true",
        "v=spf1 ip4:0.0.0.0/0 -all, true",
        "v=spf1 ip4:198.0.0.0/7 -all, true",
        "v=spf1 ip4:198.0.0.0/8 -all, false",
        "v=spf1 a:other.example/0 -all, true",
        "v=spf1 mx/1 -all, true",
        "v=spf1 exists:other.example -all, true",
        "v=spf1 exists:%{d}.ok.example -all, true",
        "v=spf1 exists:%{ir}.ok.example -all, false",
        "v=spf1 ip4:198.51.100.7 +all, false",
        "v=spf1 a -all, false",
        "v=spf1 ptr -all, false",
    })
    void knowsAPassThatSaysNothing(String record, boolean everybody) {
        dns.txt("example.org", record)
                .txt("all.example", "v=spf1 +all")
                .address("7.100.51.198.ok.example", "127.0.0.2")
                .address("example.org.ok.example", "127.0.0.2");

        SpfResult result = check(V4, "a@example.org");

        assertThat(result.kind()).isEqualTo(Kind.PASS);
        assertThat(result.everybody()).isEqualTo(everybody);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip6::: /0 -all, PERMERROR, false",
        "v=spf1 ip6:2000::/3 -all, PASS, true",
        "v=spf1 ip6:2001::/16 -all, PASS, false",
        "v=spf1 a//0 -all, PASS, true",
        "v=spf1 a -all, PASS, false",
    })
    void knowsItForIpv6(String record, Kind kind, boolean everybody) {
        dns.txt("example.org", record);

        SpfResult result = check(V6, "a@example.org");

        assertThat(result.kind()).isEqualTo(kind);
        assertThat(result.everybody()).isEqualTo(everybody);
    }

    @ParameterizedTest
    @CsvSource({"%{l}, true", "%{S}, true", "%{h}, true", "%{L2r-}, true", "%{i}, false", "%{d}, false", "%{p}, false"})
    void knowsWhatDependsOnTheSenderHimself(String macro, boolean personal) {
        dns.txt("example.org", "v=spf1 exists:" + macro + ".x.example -all");

        assertThat(check(V4, "a@example.org").personal()).isEqualTo(personal);
    }

    @Test
    void anAnswerHoldsAsLongAsItsShortestRecord() {
        dns.ttl(Duration.ofHours(1)).txt("example.org", "v=spf1 a -all");
        Dns mixed = question -> dns.ttl(Duration.ofSeconds(question.type() == DnsQuestion.Type.A ? 30 : 3000))
                .ask(question);

        SpfResult result = new SpfEvaluator(mixed, () -> 0)
                .check(address(V4), "a@example.org", "h.example")
                .toCompletableFuture()
                .join();

        assertThat(result.ttl()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noExplanationIsAskedFor() {
        dns.txt("example.org", "v=spf1 include:in.example -all exp=why.example")
                .txt("in.example", "v=spf1 -all exp=why.example");

        assertThat(check(V4, "a@example.org").kind()).isEqualTo(Kind.FAIL);
        assertThat(dns.asked()).hasSize(2);
    }

    @Test
    void waitsForTheDnsWithoutAThread() {
        dns.txt("example.org", "v=spf1 mx a:other.example include:pass.example -all");
        dns.keepBack();
        CompletableFuture<SpfResult> later =
                evaluator.check(address(V4), "a@example.org", "h.example").toCompletableFuture();
        assertThat(later).isNotDone();

        dns.release();

        assertThat(later).isCompletedWithValueMatching(result -> result.kind() == Kind.PASS);
    }

    @Test
    void givesUpAfterTwentySeconds() {
        dns.txt("example.org", "v=spf1 mx -all");
        dns.keepBack();
        CompletableFuture<SpfResult> later =
                evaluator.check(address(V4), "a@example.org", "h.example").toCompletableFuture();
        nanos += Duration.ofSeconds(21).toNanos();

        dns.release();

        assertThat(later).isCompletedWithValueMatching(result -> result.kind() == Kind.TEMPERROR);
        assertThat(dns.asked()).hasSize(1);
    }

    @Test
    void refusesMoreThanItHasRoomForAndHasRoomAgain() {
        dns.txt("example.org", "v=spf1 -all");
        dns.keepBack();
        for (int i = 0; i < 2_000; i++) {
            assertThat(evaluator.check(address(V4), "a@example.org", "h").toCompletableFuture())
                    .isNotDone();
        }

        assertThat(evaluator.check(address(V4), "a@example.org", "h").toCompletableFuture())
                .isCompletedWithValueMatching(result -> result.kind() == Kind.TEMPERROR);
        dns.release();

        CompletableFuture<SpfResult> next =
                evaluator.check(address(V4), "a@example.org", "h").toCompletableFuture();
        dns.release();
        assertThat(next).isCompletedWithValueMatching(result -> result.kind() == Kind.FAIL);
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void aDnsThatBreaksItsPromiseBreaksNothingElse(Broken broken) {
        SpfResult result = new SpfEvaluator(broken, () -> 0)
                .check(address(V4), "a@example.org", "h.example")
                .toCompletableFuture()
                .join();

        assertThat(result.kind()).isEqualTo(Kind.PERMERROR);
    }

    @Test
    void answersWhateverADomainPublishesAndASenderWrites() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Dns[] now = new Dns[1];
        SpfEvaluator any = new SpfEvaluator(question -> now[0].ask(question), () -> 0);
        for (int i = 0; i < 20_000; i++) {
            String record = AnyRecord.of(random);
            ZoneDns zone = new ZoneDns()
                    .txt("example.org", record)
                    .txt("in.example", AnyRecord.of(random))
                    .mx("example.org", 1, random.nextBoolean() ? "example.org" : "")
                    .address("example.org", "203.0.113.1")
                    .ptr("7.100.51.198.in-addr.arpa", "example.org");
            String sender = random.nextInt(4) == 0 ? AnyRecord.of(random) : AnyRecord.of(random) + "@example.org";
            now[0] = zone;
            assertThat(any.check(address(random.nextBoolean() ? V4 : V6), sender, AnyRecord.of(random))
                            .toCompletableFuture())
                    .as("seed %d, record %s, sender %s", seed, record, sender)
                    .isCompleted();
            assertThat(zone.asked()).hasSizeLessThanOrEqualTo(101);
        }
    }

    private SpfResult check(String client, String sender) {
        return evaluator
                .check(address(client), sender, "mail.example.com")
                .toCompletableFuture()
                .join();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** What no DNS may do. */
    private enum Broken implements Dns {
        THROWS {
            @Override
            public CompletableFuture<DnsAnswer> ask(DnsQuestion question) {
                throw new IllegalStateException("broken");
            }
        },
        FAILS {
            @Override
            public CompletableFuture<DnsAnswer> ask(DnsQuestion question) {
                return CompletableFuture.failedFuture(new IllegalStateException("broken"));
            }
        }
    }
}
