package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.RulesOnAStore.answer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.dns.DnsAnswer;
import org.doorward.observe.Scrapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is banned while a list of good senders is silent, by the real rules, and let in again once it is heard. */
@Timeout(60)
class BanInSilenceTest {

    private static final String CONFIG = """
            [spamtrap]
            recipients = ["trap@example.net"]
            [spf]
            ranges_of = []
            [ban]
            ladder = ["1d", "7d"]
            [dnsbl]
            defaults = false
            [[dnsbl.list]]
            zone = "good.test"
            ask = ["ipv4", "ipv6"]
            points = { "127.0.0.3" = -6 }
            """;

    @TempDir
    Path folder;

    @Test
    void aGoodSenderIsLetInAgainOnceTheListIsHeardAndAnotherClientIsNot() throws Exception {
        try (RulesOnAStore world = new RulesOnAStore(folder, true)) {
            String zone = "good.test";
            String v6 = "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.";
            world.dns
                    .address("2.0.0.127." + zone, "127.0.0.2")
                    .address("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." + zone, "127.0.0.2");
            List<String> names = List.of("7.100.51.198." + zone, v6 + zone, "8.100.51.198." + zone);
            names.forEach(name -> world.dns.failing(name, DnsAnswer.Failure.TIMEOUT));
            world.enforce(CONFIG, List.of());
            List<String> clients = List.of("198.51.100.7", "2001:db8::25", "198.51.100.8");
            for (String client : clients) {
                assertThat(decided(world, client, "trap@example.net")).isEqualTo(Reason.SPAMTRAP);
                assertThat(world.ban(client).orElseThrow().evidence())
                        .startsWith("not heard: good.test of " + client + "; ");
                assertThat(decided(world, client, "user@example.net")).isEqualTo(Reason.BANNED);
            }
            answer(world.rules().reviewBans());
            assertThat(clients).allMatch(client -> world.ban(client).isPresent(), "banned as long as it is silent");

            names.forEach(world.dns::recovered);
            world.dns.address(names.get(0), "127.0.0.3").address(names.get(1), "127.0.0.3");
            world.now = world.now.plus(Duration.ofMinutes(30));
            answer(world.rules().reviewBans());

            assertThat(clients.subList(0, 2))
                    .allMatch(client -> world.ban(client).isEmpty(), "let in");
            assertThat(decided(world, clients.get(0), "user@example.net")).isEqualTo(Reason.GREYLIST_SKIPPED);
            assertThat(decided(world, clients.get(1), "user@example.net")).isEqualTo(Reason.GREYLIST_SKIPPED);
            assertThat(decided(world, clients.get(2), "user@example.net")).isEqualTo(Reason.BANNED);
            assertThat(Scrapes.text(world.meters)).contains("doorward_bans_taken_back_total 2.0");
        }
    }

    private static Reason decided(RulesOnAStore world, String client, String recipient) {
        Inquiry template = Inquiries.stranger()
                .from(client)
                .recipient(recipient)
                .instance("")
                .get();
        Inquiry inquiry = new Inquiry(
                world.now,
                template.state(),
                template.client(),
                template.envelope(),
                template.login(),
                template.context());
        return answer(world.rules().decider().decide(inquiry, world.loop))
                .verdict()
                .reason();
    }
}
