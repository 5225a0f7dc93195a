package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.check.DnsblCheck;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.dns.DnsAnswer.Failure;
import org.junit.jupiter.api.Test;

/** The client and its check, without a network. */
class DnsblClientTest {

    private static final Inquiries CLIENT = Inquiries.stranger();
    private static final String LISTED = "7.100.51.198.";

    private final ManualTime time = new ManualTime();
    private final FakeDns dns = new FakeDns();
    private final HealthBook book = new HealthBook(dns, time, time, Duration.ofHours(1), DnsblEvents.IGNORED);

    @Test
    void eachWeightOfEachListIsASignOfItsOwnWithItsListAsTheSource() {
        dns.a(LISTED + "one.example", "127.0.0.4", "127.0.0.10").a(LISTED + "two.example", "127.0.0.2");
        DnsblCheck check = check(
                Lists.v4(
                        "one.example",
                        Lists.weight("127.0.0.[2;3]", 4),
                        Lists.weight("127.0.0.[4..7]", 4),
                        Lists.weight("127.0.0.&8", 3)),
                Lists.v4("two.example"));

        List<Sign> signs = signs(check, CLIENT);

        assertThat(signs)
                .containsExactly(
                        sign("one.example", 4, "127.0.0.4"),
                        sign("one.example", 3, "127.0.0.10"),
                        sign("two.example", 3, "127.0.0.2"));
        assertThat(signs.get(0).told()).isEqualTo("listed by one.example, https://one.example/?198.51.100.7");
    }

    @Test
    void anAllowListSpeaksForTheClientAndNobodyIsToldOfIt() {
        dns.a(LISTED + "wl.example", "127.0.5.3");
        DnsblCheck check = check(Lists.v4("wl.example", Lists.weight("127.0.[0..254].3", -6)));

        assertThat(signs(check, CLIENT))
                .containsExactly(
                        new Sign(Reason.DNS_ALLOWED, "dnsbl:wl.example", -6, "wl.example: 198.51.100.7 127.0.5.3", ""));
    }

    @Test
    void anAllowListThatIsSilentIsNamedWithWhatItMightHaveTakenOff() {
        DnsList allow =
                Lists.v4("wl.example", Lists.weight("127.0.[0..254].2", -4), Lists.weight("127.0.[0..254].3", -6));
        DnsblCheck check = check(allow, Lists.v4("one.example"));
        dns.zone("wl.example", FakeDns.failed(Failure.SERVER_FAILURE));
        Sign silent = new Sign(
                Reason.DNS_ALLOWED_UNKNOWN,
                "dnsbl:wl.example",
                0,
                "wl.example: no answer: no answer: SERVER_FAILURE; it might take off 6.0",
                "");

        assertThat(examine(check, CLIENT)).isEqualTo(new Finding.Points(List.of(silent), -6));

        dns.a("8.100.51.198.one.example", "127.0.0.2");
        Finding.Points both = (Finding.Points) examine(check, CLIENT.from("198.51.100.8"));
        assertThat(both.signs()).hasSize(2).contains(silent);
        assertThat(both.points()).isEqualTo(3);
        assertThat(both.missing()).isEqualTo(-6);

        dns.zone("one.example", FakeDns.failed(Failure.SERVER_FAILURE));
        Finding.Unknown none = (Finding.Unknown) examine(check, CLIENT.from("198.51.100.9"));
        assertThat(none.missing()).isEqualTo(-6);
    }

    @Test
    void ofAnIpv6AddressOnlyListsOfSuchAreAsked() {
        DnsList both = Lists.of(
                "both.example", Set.of(Subject.IPV4, Subject.IPV6), List.of(), List.of(), Lists.weight("127.0.0.2", 2));
        dns.a("7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.both.example", "127.0.0.2");
        DnsblCheck check = check(Lists.v4("four.example"), both);
        dns.asked.clear();

        assertThat(signs(check, CLIENT.from("2001:db8::7"))).hasSize(1);
        assertThat(dns.asked).hasSize(1);
    }

    @Test
    void namesAreAskedForWhereTheyCanBeNamesAndEachListSaysEachThingOnce() {
        dns.a("mail.example.org.names.example", "127.0.0.2").a("example.org.names.example", "127.0.0.2");
        DnsblCheck check = check(Lists.names("names.example", Subject.HELO, Subject.SENDER, Subject.CLIENT));
        dns.asked.clear();

        assertThat(signs(check, CLIENT.helo("Mail.Example.ORG.").named("mail.example.org")))
                .extracting(Sign::detail)
                .containsExactly("names.example: mail.example.org 127.0.0.2");
        assertThat(dns.asked).hasSize(3);

        dns.asked.clear();
        for (String helo :
                List.of("", "localhost", "[198.51.100.7]", "198.51.100.7", "a b.example", "x".repeat(300), "a..b")) {
            assertThat(examine(check, CLIENT.helo(helo).sender(""))).isSameAs(Finding.NOTHING);
        }
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void aListsOwnExplanationIsShownEscapedAndCut() {
        dns.a(LISTED + "txt.example", "127.0.0.2").txt(LISTED + "txt.example", "l\u00efsted\n" + "x".repeat(500));
        DnsList list = Lists.withTxt(Lists.v4("txt.example"));
        DnsList noPage = new DnsList(
                list.zone(),
                list.name(),
                list.ask(),
                list.weights(),
                "",
                true,
                list.probeListed(),
                list.probeClear(),
                List.of());

        assertThat(signs(check(noPage), CLIENT).get(0).told())
                .startsWith("listed by txt.example, l\\xefsted\\x0a")
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aClientThatIsOnNoListIsAnsweredOutOfMemoryAndWithoutANewObject() {
        DnsblCheck check = check(Lists.v4("one.example"), Lists.v4("two.example"));
        CompletionStage<Finding> first = check.examine(CLIENT.get(), Evidence.NONE);
        int asked = dns.asked.size();

        CompletionStage<Finding> second = check.examine(CLIENT.get(), Evidence.NONE);

        assertThat(second).isSameAs(first);
        assertThat(second.toCompletableFuture().join()).isSameAs(Finding.NOTHING);
        assertThat(dns.asked).hasSize(asked);

        time.advance(FakeDns.TTL.plusSeconds(1));
        check.examine(CLIENT.get(), Evidence.NONE);
        assertThat(dns.asked).hasSize(asked + 2);
    }

    @Test
    void tenThousandInquiriesWhileALookUpIsUnderWayAreOneQuestionAList() {
        DnsblCheck check = check(Lists.v4("one.example"), Lists.v4("two.example"));
        dns.a(LISTED + "one.example", "127.0.0.2");
        dns.asked.clear();
        dns.held = true;
        List<CompletableFuture<Finding>> asked = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            asked.add(check.examine(CLIENT.get(), Evidence.NONE).toCompletableFuture());
        }

        dns.release();

        assertThat(dns.asked).hasSize(2);
        assertThat(asked).allMatch(each -> each.join() instanceof Finding.Points);
    }

    @Test
    void whatSomeListsSaidInTimeCountsAndTheOthersAreAskedAgainSoon() {
        DnsblCheck check = check(Lists.v4("one.example"), Lists.v4("two.example"));
        dns.a(LISTED + "one.example", "127.0.0.2").zone("two.example", FakeDns.failed(Failure.TIMEOUT));

        assertThat(signs(check, CLIENT)).containsExactly(sign("one.example", 3, "127.0.0.2"));

        dns.restore("two.example").a(LISTED + "two.example", "127.0.0.2");
        time.advance(Duration.ofSeconds(11));
        assertThat(signs(check, CLIENT)).hasSize(2);
    }

    @Test
    void patienceEndsTheWaitForAListThatSaysNothing() {
        DnsblCheck check = check(Lists.v4("one.example"));
        dns.held = true;
        CompletableFuture<Finding> asked =
                check.examine(CLIENT.get(), Evidence.NONE).toCompletableFuture();

        time.advance(Duration.ofMillis(3_999));
        assertThat(asked).isNotDone();
        time.advance(Duration.ofMillis(1));

        assertThat(asked.join())
                .isEqualTo(new Finding.Unknown(Reason.DNSBL, "one.example: no answer: no answer in time"));
    }

    @Test
    void nothingIsKnownOnlyWhenNoListHasAnswered() {
        DnsblCheck check = check(Lists.v4("one.example"), Lists.v4("two.example"));
        dns.zone("one.example", FakeDns.failed(Failure.SERVER_FAILURE));
        assertThat(examine(check, CLIENT)).isSameAs(Finding.NOTHING);

        dns.zone("two.example", FakeDns.failed(Failure.REFUSED));
        assertThat(examine(check, CLIENT.from("198.51.100.8"))).isInstanceOf(Finding.Unknown.class);
    }

    @Test
    void withoutListsAndWithoutAnAddressThereIsNothingToSay() {
        assertThat(examine(check(), CLIENT)).isSameAs(Finding.NOTHING);
        assertThat(examine(check(Lists.v4("one.example")), CLIENT.from(""))).isSameAs(Finding.NOTHING);
    }

    @Test
    void whatIsRememberedOfAListCountsNoMoreFromTheMomentItIsParked() {
        DnsblCheck check = check(Lists.v4("one.example"), Lists.v4("two.example"));
        dns.a(LISTED + "one.example", "127.0.0.2").a(LISTED + "two.example", "127.0.0.2");
        assertThat(signs(check, CLIENT)).hasSize(2);

        dns.zone("two.example", FakeDns.found("127.255.255.254"));
        dns.held = true;
        CompletableFuture<Finding> other =
                check.examine(CLIENT.from("198.51.100.8").get(), Evidence.NONE).toCompletableFuture();
        dns.release();
        assertThat(other.join()).isSameAs(Finding.NOTHING);

        assertThat(signs(check, CLIENT)).containsExactly(sign("one.example", 3, "127.0.0.2"));
    }

    @Test
    void aReloadKeepsTheStandingOfAListWhoseProofIsTheSame() {
        dns.a("2.0.0.127.one.example", "127.0.0.2").a("2.0.0.127.two.example", "127.0.0.2");
        DnsblConfig first = Lists.config(Lists.v4("one.example"), Lists.v4("two.example"));
        client(first);
        dns.asked.clear();

        DnsblConfig second = Lists.config(Lists.v4("one.example", Lists.weight("127.0.0.2", 1)));
        client(second);
        book.keep(second);

        assertThat(dns.asked).isEmpty();
        assertThat(book.status()).extracting(ListStatus::list).containsExactly("one.example");
        assertThat(book.status()).extracting(ListStatus::state).containsExactly(ListStatus.State.SERVING);
    }

    @Test
    void aTestAsksEveryListAndChangesNothing() {
        dns.a("2.0.0.127.one.example", "127.0.0.2").a(LISTED + "one.example", "127.0.0.2");
        dns.zone("two.example", FakeDns.found("127.255.255.255"));
        DnsblClient client = client(Lists.config(
                Lists.v4("one.example"), Lists.v4("two.example"), Lists.names("names.example", Subject.HELO)));
        List<ListStatus> before = book.status();

        List<Tested> tested = client.test("198.51.100.7").toCompletableFuture().join();

        assertThat(tested).extracting(Tested::list).containsExactly("one.example", "two.example");
        assertThat(tested).extracting(Tested::points).containsExactly(3.0, 0.0);
        assertThat(tested.get(1).answer()).startsWith("not to be believed");
        assertThat(book.status()).isEqualTo(before);
        assertThat(client.test("some.example").toCompletableFuture().join())
                .extracting(Tested::list)
                .containsExactly("names.example");
    }

    private DnsblClient client(DnsblConfig config) {
        return new DnsblClient(config, book, dns, time, time::nanos);
    }

    private DnsblCheck check(DnsList... lists) {
        for (DnsList list : lists) {
            dns.a("2.0.0.127." + list.zone(), "127.0.0.2").a("test." + list.zone(), "127.0.0.2");
        }
        return new DnsblCheck(client(Lists.config(lists)));
    }

    private static Finding examine(DnsblCheck check, Inquiries inquiry) {
        CompletableFuture<Finding> finding =
                check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture();
        assertThat(finding).isDone();
        return finding.join();
    }

    private static List<Sign> signs(DnsblCheck check, Inquiries inquiry) {
        return ((Finding.Points) examine(check, inquiry)).signs();
    }

    private static Sign sign(String list, double points, String reply) {
        return new Sign(
                Reason.DNSBL,
                "dnsbl:" + list,
                points,
                list + ": 198.51.100.7 " + reply,
                "listed by " + list + ", https://" + list + "/?198.51.100.7");
    }
}
