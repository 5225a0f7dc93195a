package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.real.MailHost.LISTED;
import static org.doorward.real.MailHost.TRAP;
import static org.doorward.real.MailHost.USER;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.doorward.real.FirewallClients.Offended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From an offence to a packet that is not answered, and what an operator does about it. Each test has clients of its own. */
@Tag("real")
class FirewallRealTest {

    private static final String GOOD = "198.51.100.33";
    private static final String TRAPPED6 = "2001:db8:7::7";
    private static final String GOOD6 = "2001:db8:8::8";
    private static final String BY_HAND = "198.51.100.40";
    private static final String FLUSHED = "198.51.100.41";
    private static final String RARE_GUESSER = "198.51.100.51";
    private static final List<String> CLIENTS = List.of(LISTED, GOOD, TRAPPED6, GOOD6, BY_HAND, FLUSHED, RARE_GUESSER);

    private static final Started started = new Started();
    private static MailHost host;
    private static FirewallClients clients;

    @BeforeAll
    static void start() throws IOException {
        host = MailHost.start(started, CLIENTS, "");
        clients = host.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void offendersReachPostfixNoMoreAndArePardoned() {
        Offended listed = clients.offend(LISTED, 3, USER);
        assertThat(listed.replies()).hasSize(3).allMatch(reply -> reply.startsWith("554 5.7.1"));
        assertThat(listed.other()).startsWith("421 4.7.0").contains("Banned: " + LISTED);
        assertThat(listed.silence()).as("%s", listed).isLessThan(8.0);
        Offended trapped = clients.offend(TRAPPED6, 1, TRAP);
        assertThat(trapped.replies().get(0)).startsWith("550 5.1.1");
        assertThat(trapped.silence()).as("%s", trapped).isLessThan(8.0);

        assertThat(clients.mail(LISTED, USER)).containsExactly("silence");
        assertThat(clients.mail(TRAPPED6, USER)).containsExactly("silence");
        assertThat(clients.mail(GOOD, USER).get(0)).startsWith("250");
        assertThat(clients.mail(GOOD6, USER).get(0)).startsWith("250");
        assertThat(host.run("firewall", "status").out())
                .contains("in step", "2 of 2 bans are there", "Banned: IPv4 addresses 1, IPv4 /24 0, IPv6 /64 1");
        assertThat(host.run("unban", LISTED).status()).isZero();
        Waiting.until(
                "the pardoned to be let in",
                () -> clients.mail(LISTED, USER).get(0).startsWith("554"));
        assertThat(host.run("unban", TRAPPED6).status()).isZero();
    }

    @Test
    void whoRarelyWritesToAWrongNameIsLeftAlone() {
        String[] names = IntStream.range(0, 8)
                .mapToObj(number -> "nobody" + number + "@test.invalid")
                .toArray(String[]::new);
        assertThat(clients.mail(RARE_GUESSER, names)).hasSize(8).allMatch(reply -> reply.contains("User unknown"));
        Waiting.until(
                "the watch to have seen it",
                () -> host.story(RARE_GUESSER).lines().anyMatch(line -> line.startsWith("  unknown_user  8 ")));
        assertThat(clients.mail(RARE_GUESSER, USER).get(0)).startsWith("250");
    }

    @Test
    void aBanThatIsTypedIsInTheKernelAtOnceAndSoIsItsEnd() {
        assertThat(clients.mail(BY_HAND, USER).get(0)).startsWith("250");

        assertThat(host.run("ban", BY_HAND, "--for", "10m", "--reason", "ticket 4711")
                        .status())
                .isZero();
        Waiting.until("silence", () -> clients.mail(BY_HAND, USER).contains("silence"));
        assertThat(host.run("unban", BY_HAND).status()).isZero();
        Waiting.until("an answer", () -> clients.mail(BY_HAND, USER).get(0).startsWith("250"));
    }

    @Test
    void whatIsFlushedIsHealedAndWhatIsSwitchedOffStaysOff() {
        assertThat(host.run("ban", FLUSHED, "--for", "1d").status()).isZero();
        Waiting.until("silence", () -> clients.mail(FLUSHED, USER).contains("silence"));

        host.net().must("host", "nft", "flush", "ruleset");
        Waiting.until(
                "the table to be there again",
                () -> host.net().must("host", "nft", "list", "ruleset").contains(FLUSHED));
        assertThat(clients.mail(FLUSHED, USER)).contains("silence");

        assertThat(host.run("firewall", "off").status()).isZero();
        assertThat(clients.mail(FLUSHED, USER).get(0)).startsWith("421");
        assertThat(host.run("firewall", "on").status()).isZero();
        Waiting.until("silence", () -> clients.mail(FLUSHED, USER).contains("silence"));
        assertThat(host.run("firewall", "plan").out()).contains("table inet doorward", FLUSHED);
        assertThat(host.run("firewall", "never-ban").out()).contains(MailHost.HOST, "10.9.0.0/30", "127.0.0.0/8");
        assertThat(host.run("ban", MailHost.HOST).status()).isNotZero();
        assertThat(host.run("ban", "10.9.0.2").status()).isNotZero();
        assertThat(host.run("unban", FLUSHED).status()).isZero();
    }
}
