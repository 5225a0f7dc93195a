package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.real.MailHost.TRAP;
import static org.doorward.real.MailHost.USER;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.real.FirewallClients.Going;
import org.doorward.real.FirewallClients.Offended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of bans by who knocks at the kernel: one that is still knocked at goes on, on its rung and without a gap, and one that is quiet
 * for long ends early where that is asked for. {@link FirewallReturnRealTest} has one that is quiet where it is not.
 */
@Tag("real")
class FirewallKnocksRealTest {

    private static final String KNOCKER = "198.51.100.70";
    private static final String KNOCKER6 = "2001:db8:70::70";
    private static final String QUIET = "198.51.100.71";
    private static final String QUIET6 = "2001:db8:71::71";
    private static final String TYPED = "198.51.100.72";

    private static final Duration LENGTH = Duration.ofSeconds(100);

    /** The worker tells every ten seconds who has knocked. */
    private static final String SETTINGS = """
            ban.ladder = ["100s", "1d"]
            ban.early_end_after = "20s"
            """;

    /** The server looks for the quiet once a minute, and finds them quiet for long enough at the first or the second look. */
    private static final Duration EARLY = Duration.ofSeconds(90);

    private static final Pattern BAN =
            Pattern.compile("(?m)^  banned until (\\S+) for (.*) \\(ban ([0-9A-Z]{8}), rung (\\d+), since (\\S+)\\)");

    private static final Started started = new Started();
    private static MailHost host;
    private static FirewallClients clients;

    /** A ban that stands, as the story has it. */
    private record Standing(String id, String reason, int rung, Instant since, Instant until) {}

    @BeforeAll
    static void start() throws IOException {
        host = MailHost.start(started, List.of(KNOCKER, KNOCKER6, QUIET, QUIET6, TYPED), SETTINGS);
        clients = host.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static Standing standing(String client) {
        String story = host.story(client);
        Matcher ban = BAN.matcher(story);
        assertThat(ban.find()).as(story).isTrue();
        return new Standing(
                ban.group(3),
                ban.group(2),
                Integer.parseInt(ban.group(4)),
                Instant.parse(ban.group(5)),
                Instant.parse(ban.group(1)));
    }

    @Test
    void whoStillKnocksIsBannedOnAndWhoIsQuietIsLetInEarly() {
        assertThat(host.run("ban", TYPED, "--for", "1h").status()).isZero();
        List<Going> knocking = List.of(knock(KNOCKER), knock(KNOCKER6));
        Standing first = standing(KNOCKER);
        Standing first6 = standing(KNOCKER6);
        for (String quiet : List.of(QUIET, QUIET6)) {
            assertThat(clients.mail(quiet, TRAP).get(0)).startsWith("550 5.1.1");
        }
        Instant end = standing(QUIET).until();

        endedEarly(QUIET, end);
        endedEarly(QUIET6, end);
        assertThat(standing(TYPED).reason()).as("nobody ends what was typed").isEqualTo("operator");
        wentOn(KNOCKER, first);
        wentOn(KNOCKER6, first6);
        Waiting.untilPast(first6.until().plusSeconds(3));
        for (Going each : knocking) {
            assertThat(each.stop()).hasSizeGreaterThan(50).allMatch(knock -> knock.endsWith(" silent"));
        }
    }

    private static Going knock(String client) {
        Offended offended = clients.offend(client, 1, TRAP);
        assertThat(offended.silence())
                .as(() -> offended + host.story(client) + host.run("firewall", "status"))
                .isLessThan(8);
        return clients.knock(client);
    }

    private static void endedEarly(String client, Instant end) {
        Waiting.until(
                "the early end of " + client, EARLY, () -> !host.story(client).contains("banned until"));
        assertThat(Instant.now()).isBefore(end);
        assertThat(host.story(client))
                .containsPattern(
                        "was banned from \\S+ to \\S+ for spamtrap, ended early for it was quiet \\(ban \\S+, rung 0");
        Waiting.until(
                "the kernel to let in " + client,
                () -> clients.mail(client, USER).get(0).startsWith("250"));
        assertThat(Instant.now()).isBefore(end);
    }

    /** Renewed before its end, so that there is no moment without it. */
    private static void wentOn(String client, Standing first) {
        Waiting.until(
                "the renewal for " + client, EARLY, () -> host.story(client).contains(", renewed for knocking"));
        assertThat(Instant.now()).isBefore(first.until());
        assertThat(standing(client))
                .isEqualTo(new Standing(
                        first.id(),
                        "spamtrap, renewed for knocking",
                        0,
                        first.since(),
                        first.until().plus(LENGTH)));
        Waiting.until("the kernel to have the new end of " + client, () -> secondsLeft(client) > LENGTH.toSeconds());
        assertThat(host.run("bans").out()).containsPattern("spamtrap, renewed for knocking");
        assertThat(HostedDoorward.log(host.doorward())).contains("renewed: ban " + first.id());
    }

    private static long secondsLeft(String client) {
        boolean v6 = client.contains(":");
        String element = v6 ? client.substring(0, client.indexOf("::") + 2) : client;
        String set = host.net().must("host", "nft", "list", "set", "inet", "doorward", v6 ? "b6_64" : "b4_32");
        Matcher left = Pattern.compile(Pattern.quote(element) + " timeout \\S+ expires (?:(\\d+)m)?(\\d+)s")
                .matcher(set);
        if (!left.find()) {
            return 0;
        }
        return (left.group(1) == null ? 0 : 60 * Long.parseLong(left.group(1))) + Long.parseLong(left.group(2));
    }
}
