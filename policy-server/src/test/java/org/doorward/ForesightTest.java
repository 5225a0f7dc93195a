package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.RulesOnAStore.answer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.doorward.decision.Decision;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.ZoneDns;
import org.doorward.score.BanRules;
import org.doorward.score.Offenders;
import org.doorward.server.Answer;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code doorward why} says would happen is compared with what then happens, by the real rules on a real store. */
@Timeout(120)
class ForesightTest {

    private static final String NEWCOMER = "198.51.100.1";
    private static final String ON_TWO_LISTS = "198.51.100.2";
    private static final String ON_ONE_LIST = "198.51.100.3";
    private static final String KNOWN_AS_GOOD = "198.51.100.4";
    private static final String ON_THE_OWN_LIST = "198.51.100.5";
    private static final String ALLOWED = "198.51.100.6";
    private static final String DENIED = "198.51.100.7";
    private static final String IN_A_LARGE_RANGE = "203.0.113.9";
    private static final String V6 = "2001:db8::2";

    @TempDir
    Path folder;

    private List<String> settings = List.of();
    private RulesOnAStore server;
    private ZoneDns dns;
    private boolean silent;

    @BeforeEach
    void start() throws Exception {
        server = new RulesOnAStore(folder, false);
        dns = server.dns;
        zones();
        restart();
    }

    /** With lists that nobody has asked yet. */
    private void restart() throws IOException {
        server.enforce(configuration(), settings);
    }

    private void pass(Duration time) {
        server.now = server.now.plus(time);
    }

    private void pass(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void zones() {
        for (String zone : List.of("bl-a.test", "bl-b.test", "good.test")) {
            dns.address("2.0.0.127." + zone, "127.0.0.2");
            dns.address("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." + zone, "127.0.0.2");
        }
        dns.address("2.100.51.198.bl-a.test", "127.0.0.2").address("2.100.51.198.bl-b.test", "127.0.0.2");
        dns.address("3.100.51.198.bl-a.test", "127.0.0.2");
        dns.address("4.100.51.198.bl-a.test", "127.0.0.2").address("4.100.51.198.bl-b.test", "127.0.0.2");
        dns.address("4.100.51.198.good.test", "127.0.0.3");
        String v6 = "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.";
        dns.address(v6 + "bl-a.test", "127.0.0.2").address(v6 + "bl-b.test", "127.0.0.2");
        dns.mx("example.org", 10, "mx.example.org").txt("example.org", "v=spf1 ip4:198.51.100.1 -all");
        dns.mx("plain.test", 10, "mx.plain.test").mx("null.test", 0, "");
    }

    private String configuration() throws IOException {
        Path own = Files.writeString(folder.resolve("own"), ON_THE_OWN_LIST + " # a test\n");
        return """
                [own_list]
                files = ["%s"]
                [spamtrap]
                recipients = ["trap@example.net"]
                [helo]
                own_names = ["mx.example.net"]
                [dnsbl]
                defaults = false
                [[dnsbl.list]]
                zone = "bl-a.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.2" = 9 }
                page = "https://bl-a.test/?{address}"
                [[dnsbl.list]]
                zone = "bl-b.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.2" = 8 }
                [[dnsbl.list]]
                zone = "good.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.3" = -6 }
                [[access.allow]]
                network = "%s"
                [[access.deny]]
                network = "%s"
                [[rate.limit]]
                name = "few"
                by = "sender"
                count = "recipients"
                limit = 4
                window = "1h"
                action = "defer"
                """.formatted(own, ALLOWED, DENIED);
    }

    @Test
    void eachCaseIsForeseenAsItHappens() {
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
        pass(60);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
        pass(180);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLIST_KNOWN);
        assertThat(reason(from(ON_ONE_LIST).recipient("one@example.net"))).isEqualTo(Reason.GREYLISTED);
        assertThat(reason(from(KNOWN_AS_GOOD))).isEqualTo(Reason.GREYLIST_SKIPPED);
        assertThat(reason(from(ON_THE_OWN_LIST))).isEqualTo(Reason.SCORE);
        assertThat(reason(from(ALLOWED).recipient("trap@example.net"))).isEqualTo(Reason.ALLOW_LISTED);
        assertThat(reason(from(DENIED).sender("b@example.org"))).isEqualTo(Reason.DENY_LISTED);
    }

    @Test
    void theThirdRefusalByTwoListsBansAndSoDoesOneLetterToATrap() {
        for (String client : List.of(ON_TWO_LISTS, V6)) {
            for (int times = 0; times < 3; times++) {
                assertThat(reason(from(client).recipient("r" + times + "@example.net")))
                        .isEqualTo(Reason.SCORE);
                pass(5);
            }
            assertThat(reason(from(client))).isEqualTo(Reason.BANNED);
        }
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
    }

    @Test
    void limitsAreForeseenAndNotUsedUpByThat() {
        for (int times = 0; times < 4; times++) {
            assertThat(reason(from(KNOWN_AS_GOOD).recipient("r" + times + "@example.net")))
                    .isEqualTo(Reason.GREYLIST_SKIPPED);
        }
        assertThat(reason(from(KNOWN_AS_GOOD).recipient("more@example.net"))).isEqualTo(Reason.RATE_LIMIT);
    }

    /** One bad user of theirs must not have the mail of all others refused, now that no ban can settle the account. */
    @Test
    void whoMustNeverBeBannedIsNotRefusedForHisPastEither() {
        Inquiries others = from(IN_A_LARGE_RANGE).sender("a@large.test").helo("out");
        assertThat(reason(others.recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(ban(IN_A_LARGE_RANGE)).isEmpty();

        assertThat(reason(others)).isEqualTo(Reason.GREYLISTED);
        assertThat(reason(others.sender("self@large.test").recipient("self@large.test")))
                .isEqualTo(Reason.GREYLISTED);
    }

    /** So all clients look when a container's or a router's address translation stands before Postfix. */
    @Test
    void aPrivateAddressIsNotBannedForEverybodyBehindIt() {
        for (String client : List.of("172.17.0.1", "192.168.1.1", "10.0.0.1", "fd00::1")) {
            Inquiries all = from(client).sender("a@plain.test");
            assertThat(reason(all.recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
            assertThat(ban(client)).isEmpty();
            assertThat(reason(all.sender("other@plain.test")
                            .named("")
                            .helo("mx.example.net")
                            .recipient(client + "@x.test")))
                    .isEqualTo(Reason.GREYLISTED);
            pass(Duration.ofHours(2));
        }
    }

    @Test
    void whenBansAreSwitchedOffThoseThatStandRefuseNobody() throws IOException {
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
        settings = List.of("ban.enabled=false");
        restart();

        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
    }

    /** No answer to any question. A list of good senders might know whoever is on the own list, too. */
    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "SERVER_FAILURE", "REFUSED", "BAD_ANSWER", "DOWN"})
    void whileTheDnsIsSilentItsSilenceIsForeseenAndNobodyIsRefusedForIt(DnsAnswer.Failure failure) throws IOException {
        silent = true;
        dns.failingAll(failure);
        // Lists that have served until now, and lists that have not been able to prove themselves.
        for (boolean fresh : List.of(false, true)) {
            if (fresh) {
                restart();
            }
            for (String client : List.of(NEWCOMER, ON_TWO_LISTS, ON_ONE_LIST, KNOWN_AS_GOOD, ON_THE_OWN_LIST, V6)) {
                Decision happened = compare(
                        from(client).recipient(fresh + client + "@x.test").get());
                assertThat(happened.verdict().reason()).isEqualTo(Reason.GREYLISTED);
                assertThat(happened.evidence().items())
                        .as(client)
                        .anyMatch(item -> item.check().equals("dnsbl") && item.finding() instanceof Finding.Unknown);
            }
            assertThat(reason(from(ALLOWED))).isEqualTo(Reason.ALLOW_LISTED);
        }
        assertThat(reason(from(ON_ONE_LIST).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(ON_ONE_LIST))).isEqualTo(Reason.BANNED);

        silent = false;
        dns.failingNoMore();
        restart();
        Decision recovered = compare(from(ON_TWO_LISTS).get());
        assertThat(recovered.verdict().reason()).as("%s", recovered).isEqualTo(Reason.SCORE);
    }

    /** Error codes of lists' operators, an answer outside 127/8, and one that no weight is for. */
    @ParameterizedTest
    @ValueSource(strings = {"127.255.255.252", "127.255.255.254", "127.255.255.255", "192.0.2.1", "127.0.0.99"})
    void whatAListSaysThatIsNoListingIsForeseenAndRefusesNobody(String reply) throws IOException {
        dns.forget("2.100.51.198.bl-a.test");
        dns.address("2.100.51.198.bl-a.test", reply);
        restart();

        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLISTED);
        pass(200);
        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLIST_PASSED);
    }

    /** It lists everybody, so it does not prove itself. */
    @Test
    void aListThatListsTheWorldIsForeseenToRefuseNobody() throws IOException {
        dns.address("1.0.0.127.bl-a.test", "127.0.0.2");
        restart();

        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLISTED);
    }

    /** Silence before anybody has given up waiting, so that the decision's deadline ends it. */
    @Test
    void aDnsThatKeepsEverybodyWaitingIsForeseenUpToTheDeadline() throws IOException {
        settings = List.of("decision.deadline=1s", "dnsbl.patience=600ms");
        restart();
        silent = true;
        dns.keepBack();

        for (String client : List.of(ON_TWO_LISTS, KNOWN_AS_GOOD)) {
            Decision happened = compare(from(client).get());
            assertThat(happened.verdict())
                    .isEqualTo(new Verdict.Pass(Reason.DEADLINE, "no answer from check sender, spf"));
        }
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
    }

    @Test
    void afterABanForTwoListsOneListAloneDoesNotRefuse() throws IOException {
        Inquiries client = from(ON_TWO_LISTS).sender("a@plain.test");
        for (int times = 0; times < 3; times++) {
            assertThat(reason(client.recipient("r" + times + "@example.net"))).isEqualTo(Reason.SCORE);
        }
        assertThat(ban(ON_TWO_LISTS)).isPresent();
        dns.forget("2.100.51.198.bl-b.test");
        pass(Duration.ofHours(2));
        restart();

        Decision later = compare(client.get());

        assertThat(later.evidence().points()).isGreaterThan(15);
        assertThat(later.verdict().reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void whateverComesIsForeseenAsItHappens() {
        long seed = 20261126;
        Random random = new Random(seed);
        Map<Reason, Integer> seen = new TreeMap<>();
        Map<Reason, Integer> good = new TreeMap<>();
        for (int round = 0; round < 1_500; round++) {
            pass(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 90));
            Decision happened = compare(any(random).get());
            seen.merge(happened.verdict().reason(), 1, Integer::sum);
            if (good(happened)) {
                good.merge(happened.verdict().reason(), 1, Integer::sum);
            }
        }
        assertThat(good.keySet())
                .as("seed %d: whatever else it does", seed)
                .contains(Reason.GREYLIST_SKIPPED, Reason.SPAMTRAP)
                .doesNotContain(Reason.GREYLISTED, Reason.BANNED);
        assertThat(seen.keySet())
                .as("seed %d", seed)
                .contains(
                        Reason.GREYLISTED,
                        Reason.GREYLIST_PASSED,
                        Reason.GREYLIST_KNOWN,
                        Reason.GREYLIST_SKIPPED,
                        Reason.SCORE,
                        Reason.BANNED,
                        Reason.SPAMTRAP,
                        Reason.RATE_LIMIT,
                        Reason.ALLOW_LISTED,
                        Reason.DENY_LISTED);
    }

    private static Inquiries any(Random random) {
        return from(one(
                        random,
                        NEWCOMER,
                        ON_TWO_LISTS,
                        ON_ONE_LIST,
                        KNOWN_AS_GOOD,
                        ON_THE_OWN_LIST,
                        ALLOWED,
                        DENIED,
                        IN_A_LARGE_RANGE,
                        V6,
                        "198.51.100.77",
                        "2001:db8:1::1",
                        ""))
                .helo(one(random, "mail.example.org", "mx.example.net", "localhost", "[198.51.100.1]", "", "\u001b[2J"))
                .named(one(random, "", "mail.example.org", "198-51-100-1.dyn.example.com"))
                .sender(one(random, "", "alice@example.org", "a@null.test", "a@no.test", "bob@example.net"))
                .recipient(one(random, "bob@example.net", "carol@example.net", "trap@example.net", "abuse@example.net"))
                .instance(one(random, "", "1", "2", "3"));
    }

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static Inquiries from(String client) {
        return Inquiries.stranger().from(client).named("mail.example.org").instance("");
    }

    private Reason reason(Inquiries inquiry) {
        return compare(inquiry.get()).verdict().reason();
    }

    /** Foresees and then decides, and holds one against the other: verdict, findings, and ban. */
    private Decision compare(Inquiry template) {
        Inquiry inquiry = new Inquiry(
                server.now,
                template.state(),
                template.client(),
                template.envelope(),
                template.login(),
                template.context());
        Decision foreseen = answer(rules().foresee(inquiry, server.loop));
        Optional<BanRules.Cause> cause = foreseenBan(inquiry, foreseen);
        Optional<Ban> before = ban(inquiry);
        Decision happened = answer(rules().decider().decide(inquiry, server.loop));

        assertThat(foreseen.verdict().kind())
                .as("%s", inquiry)
                .isEqualTo(happened.verdict().kind());
        assertThat(said(foreseen)).as("%s", inquiry).isEqualTo(said(happened));
        assertThat(Answer.to(foreseen)).as("%s", inquiry).isEqualTo(Answer.to(happened));
        if (said(happened) != Reason.SPAMTRAP && said(happened) != Reason.AUTO_ALLOWED) {
            // Behind a trap nothing is waited for.
            assertThat(foreseen.evidence().items())
                    .as("%s", inquiry)
                    .isEqualTo(happened.evidence().items());
        }
        for (Decision each : List.of(foreseen, happened)) {
            if (good(each)) {
                assertThat(each.verdict().reason()).as("%s", inquiry).isNotIn(Reason.GREYLISTED, Reason.BANNED);
                assertThat(cause).as("%s", inquiry).isEmpty();
                assertThat(ban(inquiry)).as("%s", inquiry).isEmpty();
            }
        }
        boolean banned = before.isEmpty() && ban(inquiry).isPresent();
        assertThat(cause.isPresent()).as("%s: %s", inquiry, cause).isEqualTo(banned);
        if (banned) {
            assertThat(cause.map(BanRules.Cause::reason)).isEqualTo(ban(inquiry).map(Ban::reason));
        }
        return happened;
    }

    /** Whom a list of good senders knows, asked about this time or not; while it is silent it knows nobody. */
    private boolean good(Decision decision) {
        boolean known = !silent && decision.inquiry().client().address().equals(IpAddress.parse(KNOWN_AS_GOOD));
        return known || decision.evidence().sign(Reason.DNS_ALLOWED).isPresent();
    }

    /** Who is known and allowed is let in for the one or the other, as memory happens to hold it. */
    private static Reason said(Decision decision) {
        Reason reason = decision.verdict().reason();
        return reason == Reason.GREYLIST_KNOWN ? Reason.AUTO_ALLOWED : reason;
    }

    private Optional<BanRules.Cause> foreseenBan(Inquiry inquiry, Decision foreseen) {
        Optional<IpAddress> client = inquiry.client().address();
        if (client.isEmpty() || answer(rules().neverBanned(client.get())).isPresent()) {
            return Optional.empty();
        }
        return rules().ban(foreseen, answer(server.store().offences().look(Offenders.of(client.get()))));
    }

    private Optional<Ban> ban(String client) {
        return server.ban(client);
    }

    private Optional<Ban> ban(Inquiry inquiry) {
        return inquiry.client()
                .address()
                .flatMap(client -> server.store().offences().standing(client, server.now));
    }

    private Ruleset rules() {
        return server.rules();
    }
}
