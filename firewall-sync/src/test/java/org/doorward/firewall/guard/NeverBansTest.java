package org.doorward.firewall.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.firewall.guard.NeverBanTest.cidr;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.doorward.firewall.guard.NeverBanSource.Found;
import org.junit.jupiter.api.Test;

class NeverBansTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void keepsWhatASourceSaidLastWhenItFails() throws Exception {
        Fickle source = new Fickle();
        NeverBans neverBans = new NeverBans(List.of(source), () -> now);
        neverBans.refresh();
        source.failing = true;
        now = now.plusSeconds(600);
        assertThat(neverBans
                        .refresh()
                        .covers(cidr("198.51.100.1/32"))
                        .orElseThrow()
                        .known())
                .isEqualTo(now.minusSeconds(600));
        assertThat(neverBans.statuses().get(0).failure()).hasValue("no such luck");
        source.failing = false;
        assertThat(neverBans.refresh().entries().get(0).known()).isEqualTo(now);
        assertThat(neverBans.statuses().get(0).failure()).isEmpty();
    }

    @Test
    void coversTheRangesInWhichNoOffenderLives() throws Exception {
        NeverBan neverBan = new NeverBans(List.of(new SpecialNetworks()), () -> now).refresh();
        for (String network : List.of(
                "127.0.0.1/32", "10.1.2.0/24", "192.168.1.1/32", "100.64.0.0/24", "0.0.0.0/24", "224.0.0.1/32")) {
            assertThat(neverBan.refusal(cidr(network))).as(network).isPresent();
        }
        for (String network : List.of("::/64", "fe80::/64", "fd00::/64", "64:ff9b::/64", "ff02::/64")) {
            assertThat(neverBan.refusal(cidr(network))).as(network).isPresent();
        }
        assertThat(neverBan.refusal(cidr("198.51.100.0/24"))).isEmpty();
        assertThat(neverBan.refusal(cidr("2001:db8::/64"))).isEmpty();
    }

    @Test
    void takesNoNetworkFromAHostThatWouldEndAllBans() throws Exception {
        NeverBans neverBans = new NeverBans(
                List.of(new ConfiguredNetworks(List.of(cidr("0.0.0.0/0"), cidr("198.51.100.0/24")))), () -> now);
        assertThat(neverBans.refresh().entries()).hasSize(1);
        assertThat(neverBans.statuses().get(0).remarks()).hasSize(1);
    }

    @Test
    void readsMailFactsAsTheyAreWritten() throws Exception {
        MailFacts facts = new MailFacts();
        List<Found> written = List.of(
                new Found(cidr("198.51.100.7/32"), "logged in as a user"),
                new Found(cidr("2001:db8:1:2::/64"), "delivered 41 good mails"));
        facts.accept(text(MailFacts.write(written)), now);
        assertThat(facts.read().found()).isEqualTo(written);
    }

    @Test
    void keepsTheOldMailFactsWhenNewOnesAreNotInOrder() throws Exception {
        MailFacts facts = new MailFacts();
        facts.accept(text("198.51.100.7/32 logged in\nend 1\n"), now);
        for (String wrong : List.of(
                "198.51.100.8/32 x\n", "198.51.100.8/32 x\nend 2\n", "<html>\nend 1\n", "x".repeat(201) + "\n", "")) {
            assertThatThrownBy(() -> facts.accept(text(wrong), now))
                    .as(wrong)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("line ");
        }
        assertThat(facts.read().found()).hasSize(1);
    }

    @Test
    void listsEntriesAsATable() {
        NeverBan neverBan = NeverBanTest.of("198.51.100.0/24", "2001:db8::/64");
        assertThat(NeverBanText.table(neverBan.entries(), now.plusSeconds(3600)))
                .isEqualTo("""
                NETWORK          SOURCE    AGE  REASON
                198.51.100.0/24  test       1h  a reason
                2001:db8::/64    test       1h  a reason
                """);
    }

    private static BufferedReader text(String text) {
        return new BufferedReader(new StringReader(text));
    }

    /** Fails on demand. */
    private static final class Fickle implements NeverBanSource {

        private boolean failing;

        @Override
        public String name() {
            return "fickle";
        }

        @Override
        public Reading read() throws IOException {
            if (failing) {
                throw new IOException("no such luck");
            }
            return new Reading(List.of(new Found(cidr("198.51.100.1/32"), "a reason")), List.of());
        }
    }
}
