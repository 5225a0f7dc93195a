package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.RulesOnAStore.answer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.dns.ZoneDns;
import org.doorward.score.BanRules;
import org.doorward.score.Offenders;
import org.doorward.server.Answer;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules on a store that a test asks first what they would do, and then has do it. */
@Timeout(120)
abstract class Foreseeing {

    static final String NEWCOMER = "198.51.100.1";
    static final String ON_TWO_LISTS = "198.51.100.2";
    static final String ON_ONE_LIST = "198.51.100.3";
    static final String KNOWN_AS_GOOD = "198.51.100.4";
    static final String ON_THE_OWN_LIST = "198.51.100.5";
    static final String ALLOWED = "198.51.100.6";
    static final String DENIED = "198.51.100.7";
    static final String IN_A_LARGE_RANGE = "203.0.113.9";
    static final String V6 = "2001:db8::2";

    @TempDir
    Path folder;

    List<String> settings = List.of();
    RulesOnAStore server;
    ZoneDns dns;
    boolean silent;

    @BeforeEach
    void start() throws Exception {
        server = new RulesOnAStore(folder, false);
        dns = server.dns;
        zones();
        restart();
    }

    /** With lists that nobody has asked yet. */
    void restart() throws IOException {
        server.enforce(configuration(), settings);
    }

    void pass(Duration time) {
        server.now = server.now.plus(time);
    }

    void pass(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    void zones() {
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

    String configuration() throws IOException {
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

    static Inquiries from(String client) {
        return Inquiries.stranger().from(client).named("mail.example.org").instance("");
    }

    Reason reason(Inquiries inquiry) {
        return compare(inquiry.get()).verdict().reason();
    }

    /** Foresees and then decides, and holds one against the other: verdict, findings, and ban. */
    Decision compare(Inquiry template) {
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
    boolean good(Decision decision) {
        boolean known = !silent && decision.inquiry().client().address().equals(IpAddress.parse(KNOWN_AS_GOOD));
        return known || decision.evidence().sign(Reason.DNS_ALLOWED).isPresent();
    }

    /** Who is known and allowed is let in for the one or the other, as memory happens to hold it. */
    static Reason said(Decision decision) {
        Reason reason = decision.verdict().reason();
        return reason == Reason.GREYLIST_KNOWN ? Reason.AUTO_ALLOWED : reason;
    }

    Optional<BanRules.Cause> foreseenBan(Inquiry inquiry, Decision foreseen) {
        Optional<IpAddress> client = inquiry.client().address();
        if (client.isEmpty() || answer(rules().neverBanned(client.get())).isPresent()) {
            return Optional.empty();
        }
        return rules().ban(foreseen, answer(server.store().offences().look(Offenders.of(client.get()))));
    }

    Optional<Ban> ban(String client) {
        return server.ban(client);
    }

    Optional<Ban> ban(Inquiry inquiry) {
        return inquiry.client()
                .address()
                .flatMap(client -> server.store().offences().standing(client, server.now));
    }

    Ruleset rules() {
        return server.rules();
    }
}
