package org.doorward;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.feed.Knocks;
import org.doorward.why.Account;
import org.doorward.why.Accounts;
import org.doorward.why.Story;
import org.doorward.why.Whom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store, the rules, and accounts of what is in the one by the other, for tests that ask why. */
@Timeout(120)
abstract class AccountsOfAStore {

    static final String LISTED = "198.51.100.2";
    static final String PLAIN = "198.51.100.77";
    static final String GOOD = "198.51.100.4";
    static final String POOLED = "198.51.100.1";

    @TempDir
    Path folder;

    final Knocks knocks = new Knocks(network -> true);
    RulesOnAStore server;
    Accounts accounts;

    @BeforeEach
    void start() throws Exception {
        server = new RulesOnAStore(folder, true);
        for (String zone : List.of("bl-a.test", "bl-b.test", "good.test")) {
            server.dns.address("2.0.0.127." + zone, "127.0.0.2");
        }
        server.dns.address("2.100.51.198.bl-a.test", "127.0.0.2").address("2.100.51.198.bl-b.test", "127.0.0.2");
        server.dns.txt("2.100.51.198.bl-a.test", "open relay, see https://bl-a.test/2");
        server.dns.address("4.100.51.198.good.test", "127.0.0.3");
        server.dns.mx("plain.test", 10, "mx.plain.test");
        server.dns.mx("example.org", 10, "mx.example.org").txt("example.org", "v=spf1 ip4:198.51.100.1 -all");
        enforce();
        accounts = new Accounts(server.store(), server::rules, knocks, () -> server.now);
    }

    void enforce(String... more) {
        enforce(List.of(), more);
    }

    void enforce(List<String> settings, String... more) {
        server.enforce("""
                [greylist]
                header = false
                [spamtrap]
                recipients = ["trap@example.net"]
                [dnsbl]
                defaults = false
                [[dnsbl.list]]
                zone = "bl-a.test"
                points = { "127.0.0.2" = 9 }
                page = "https://bl-a.test/?{address}"
                [[dnsbl.list]]
                zone = "bl-b.test"
                points = { "127.0.0.2" = 8 }
                [[dnsbl.list]]
                zone = "good.test"
                points = { "127.0.0.3" = -6 }
                """ + String.join("\n", more), settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Inquiries from(String client) {
        return Inquiries.stranger().from(client).sender("a@plain.test").instance("");
    }

    void pass(int seconds) {
        server.now = server.now.plusSeconds(seconds);
    }

    Decision mail(Inquiries mail) {
        return decide(mail.at(server.now).get());
    }

    Decision decide(Inquiry inquiry) {
        return RulesOnAStore.answer(server.rules().decider().decide(inquiry, server.loop));
    }

    Account account(String whom, String... attributes) {
        return RulesOnAStore.answer(
                accounts.of(Whom.read(whom).orElseThrow(), map(attributes), Runnable::run, server.loop));
    }

    Inquiry next(String whom, String... attributes) {
        return account(whom, attributes).foreseen().orElseThrow().decision().inquiry();
    }

    static Reason reason(Account account) {
        return account.foreseen().orElseThrow().decision().verdict().reason();
    }

    /** The story. The test's folder stands in it by another name. */
    String told(String whom, String... attributes) {
        return String.join("\n", Story.of(account(whom, attributes))).replace(folder.toString(), "/etc/doorward")
                + "\n";
    }

    static Map<String, String> map(String... attributes) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int at = 0; at < attributes.length; at += 2) {
            map.put(attributes[at], attributes[at + 1]);
        }
        return map;
    }
}
