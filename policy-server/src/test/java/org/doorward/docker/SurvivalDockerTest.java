package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.doorward.Documents;
import org.doorward.real.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each container is killed, and made anew without its old file system: what docs/docker.md says of mail meanwhile, and that all that was known before is
 * known again.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
@TestInstance(Lifecycle.PER_CLASS)
class SurvivalDockerTest {

    private static final String KNOWN = "198.51.100.249";
    private static final String BANNED4 = "198.51.100.250";
    private static final String BANNED6 = "2001:db8:250::25";
    private static final String NETWORK6 = "2001:db8:250::";

    /** The play's delay of 5 s, and a second for the rounding. */
    private static final Duration DELAY = Duration.ofSeconds(6);

    /** The documents say a few seconds; a minute is for a machine that builds something beside it. */
    private static final Duration WELL = Duration.ofSeconds(60);

    /** What the starts of programs may take longer on a machine that builds something beside it. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** What the documents say of the bans in the kernel after a start of the firewall, or of Postfix. */
    private static final Duration BANS_BACK = stated("within (\\d+) seconds").plus(SLACK);

    private static final Duration LIST_ASKED_AGAIN =
            stated("is asked again within (\\d+) seconds").plus(SLACK);

    private static final Duration TAKEN_UNQUESTIONED =
            stated("each (\\d+) s later").plus(SLACK);
    private static final Duration FIRST_ANSWER_WITHOUT_NAMES =
            stated("takes \\d+ to (\\d+) s").plus(SLACK);

    /** Listed alone is not enough to be refused; this is the rest. */
    private static final String OF_A_HOUSEHOLD = "pc-4711";

    private static final String SENDER = "alice@sender.example";

    /** It says which hosts may send for it, and the newcomers are none of them. */
    private static final String PROTECTED_SENDER = "alice@mailer.example";

    private static final String SENDER_OF_NO_DOMAIN = "alice@none.mailer.example";

    /** The tripwire of the configuration. */
    private static final int UNKNOWN_USERS = 10;

    private static final String TAKEN = "250 ";
    private static final String GREYLISTED = "450 4.7.1";

    /** Addresses that nobody has sent from; the play's and those that are listed are others. */
    private final AtomicInteger newcomers = new AtomicInteger(0x300);

    private Composed composed;
    private Lives lives;
    private Blame blame;
    private Outside outside;

    /** Not the constructor, which is before the look whether there is Docker. */
    @BeforeAll
    void somebodyIsKnownAndSomebodyIsBanned(Composed shared) {
        composed = shared;
        lives = new Lives(composed);
        blame = new Blame(composed);
        outside = Outside.of(composed);
        assertThat(send(KNOWN)).startsWith(GREYLISTED);
        Waiting.untilPast(Instant.now().plus(DELAY));
        assertThat(send(KNOWN)).startsWith(TAKEN);
        blame.ban(BANNED4);
        blame.ban(BANNED6);
        awaitBans();
    }

    /** A test that failed must not make the next one fail. */
    @AfterEach
    void allIsUp() {
        if (!composed.allAreHealthy()) {
            // Else nobody knows any more how it was when a test failed.
            System.err.println(composed.compose("ps", "--all").out()
                    + composed.compose("logs", "--timestamps", "--tail", "10").out());
            composed.must("up", "--detach", "--wait");
        }
    }

    @AfterAll
    void nobodyIsOutThereAnyMore() {
        outside.close();
    }

    @Test
    void without_doorward_mail_is_taken_and_it_forgets_nothing() {
        String promised = newcomer();
        assertThat(send(promised)).startsWith(GREYLISTED);
        Instant told = Instant.now();
        lives.kill("doorward");

        Instant asked = Instant.now();
        assertThat(send(newcomer())).startsWith(TAKEN);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(TAKEN_UNQUESTIONED);
        bothAreMetWithSilence();

        lives.start("doorward");
        composed.awaitHealthy("doorward", WELL);
        Waiting.untilPast(told.plus(DELAY));
        assertThat(send(promised)).as("told to come back just before the kill").startsWith(TAKEN);
        allIsKnown();
    }

    @Test
    void what_the_log_told_before_and_while_doorward_was_away_is_counted_once() {
        String guesser = newcomer();
        guess(guesser, 5);
        Docker.await("the first five", () -> timesGuessed(guesser) == 5);
        lives.kill("doorward");
        guess(guesser, UNKNOWN_USERS - 1 - 5);

        lives.start("doorward");
        composed.awaitHealthy("doorward", WELL);
        Docker.await("those of meanwhile", () -> timesGuessed(guesser) == UNKNOWN_USERS - 1);
        assertThat(blame.bans()).doesNotContain(network(guesser));
        guess(guesser, 1);
        Docker.await("the ban", () -> blame.bans().contains(network(guesser)));
        // Who counts a line twice, or begins the log anew, has passed nine on its way to more.
        assertThat(timesGuessed(guesser)).isEqualTo(UNKNOWN_USERS);
    }

    @Test
    void doorward_comes_back_by_itself_when_it_crashes() {
        String pid = lives.crash("doorward");

        Docker.await("another process", WELL, () -> !lives.pid("doorward").matches("0|" + pid));
        composed.awaitHealthy("doorward", WELL);
        allIsKnown();
    }

    @Test
    void a_doorward_made_anew_has_the_old_state_and_the_firewall_finds_it() {
        lives.makeAnew("doorward");
        allIsKnown();

        String later = newcomer();
        blame.ban(later);
        Docker.await("a new ban in the kernel", BANS_BACK, () -> blame.inKernel(network(later)));
    }

    @Test
    void without_the_firewall_the_kernel_goes_on_dropping_and_it_catches_up() {
        String pardoned = newcomer();
        blame.ban(pardoned);
        Docker.await("a ban in the kernel", BANS_BACK, () -> blame.inKernel(network(pardoned)));
        lives.kill("firewall");

        bothAreMetWithSilence();
        assertThat(send(KNOWN)).startsWith(TAKEN);
        String meanwhile = newcomer();
        assertThat(send(meanwhile)).startsWith(GREYLISTED);
        blame.ban(meanwhile);
        blame.unban(pardoned);
        assertThat(send(meanwhile)).as("nobody drops it yet").contains("Banned: " + meanwhile);

        Instant started = lives.start("firewall");
        Lives.awaitWithin(
                BANS_BACK,
                started,
                "the ban and the pardon of meanwhile",
                () -> blame.inKernel(network(meanwhile)) && !blame.inKernel(network(pardoned)));
        assertThat(outside.knock(meanwhile).get(0)).contains("timed out");
        assertThat(outside.knock(pardoned).get(0)).startsWith("220 ");
    }

    @Test
    void a_firewall_made_anew_leaves_no_gap() {
        lives.makeAnew("firewall", this::bothAreMetWithSilence);
        allIsKnown();
    }

    @Test
    void after_a_killed_postfix_the_bans_are_in_the_new_network_namespace() {
        MailQueue queue = new MailQueue(composed);
        queue.stop();
        assertThat(send(KNOWN)).startsWith(TAKEN);
        String queued = queue.latestOf(KNOWN);
        assertThat(queue.hasDelivered(queued)).isFalse();
        String before = composed.mailLog();
        lives.kill("postfix");
        assertThat(outside.knock(KNOWN).get(0)).doesNotStartWith("220");

        Instant started = lives.start("postfix");
        Lives.awaitWithin(BANS_BACK, started, "the bans in the new network namespace", this::bansAreInKernel);
        composed.awaitHealthy("firewall", WELL);
        outside.layAgain();
        assertThat(composed.mailLog()).startsWith(before);
        Docker.await("the mail that was in the queue", () -> queue.hasDelivered(queued));
        allIsKnown();
    }

    @Test
    void doorward_refuses_the_banned_until_the_firewall_has_followed() {
        lives.kill("firewall");
        lives.kill("postfix");
        lives.start("postfix");
        composed.awaitHealthy("postfix", WELL);
        outside.layAgain();

        assertThat(send(BANNED4)).contains("Banned: " + BANNED4);
        assertThat(send(BANNED6)).contains("Banned: ");
        assertThat(bansAreInKernel()).isFalse();

        Instant started = lives.start("firewall");
        Lives.awaitWithin(BANS_BACK, started, "the bans in the new network namespace", this::bansAreInKernel);
        bothAreMetWithSilence();
    }

    @Test
    void the_firewall_follows_a_postfix_that_crashes_and_one_that_is_restarted() {
        Instant crashed = Instant.now();
        lives.crash("postfix");
        Lives.awaitWithin(BANS_BACK, crashed, "the bans beside a Postfix that has crashed", this::bansAreInKernel);
        composed.awaitHealthy("firewall", WELL);

        composed.docker().must("docker", "restart", "--time", "5", Composed.container("postfix"));
        Instant restarted = Instant.now();
        Lives.awaitWithin(BANS_BACK, restarted, "the bans beside a Postfix that was restarted", this::bansAreInKernel);
        outside.layAgain();
        bothAreMetWithSilence();
        assertThat(send(KNOWN)).startsWith(TAKEN);
    }

    @Test
    void a_postfix_made_anew_has_its_log_and_the_firewall_beside_it() {
        String before = composed.mailLog();
        composed.must("rm", "--stop", "--force", "postfix");
        composed.must("up", "--detach", "--wait");
        awaitBans();
        outside.layAgain();
        assertThat(composed.mailLog()).startsWith(before);
        allIsKnown();
    }

    @Test
    void without_the_name_server_its_lists_count_against_nobody() {
        assertThat(send("198.51.100.244", OF_A_HOUSEHOLD)).startsWith("554 5.7.1");
        lives.kill("dnsbl");

        String listed = "198.51.100.236";
        String forger = newcomer();
        String ofNoDomain = newcomer();
        Instant asked = Instant.now();
        assertThat(atTheSameTime(List.of(
                        () -> send(listed, OF_A_HOUSEHOLD),
                        () -> sendAs(PROTECTED_SENDER, forger),
                        () -> sendAs(SENDER_OF_NO_DOMAIN, ofNoDomain),
                        () -> send(KNOWN))))
                .satisfiesExactly(
                        answer -> assertThat(answer)
                                .as("listed, and nobody says so")
                                .startsWith(GREYLISTED),
                        answer -> assertThat(answer).startsWith(GREYLISTED),
                        answer -> assertThat(answer).startsWith(GREYLISTED),
                        answer -> assertThat(answer).startsWith(TAKEN));
        assertThat(Duration.between(asked, Instant.now())).isLessThan(FIRST_ANSWER_WITHOUT_NAMES);
        assertThat(found(listed)).contains("dnsbl: unknown").doesNotContain("dnsbl: points");
        assertThat(found(forger)).contains("spf: unknown").doesNotContain("spf: points");
        assertThat(found(ofNoDomain)).contains("sender: unknown").doesNotContain("sender: points");

        Instant started = lives.start("dnsbl");
        Lives.awaitWithin(
                LIST_ASKED_AGAIN,
                started,
                "the list to be asked again",
                () -> send("198.51.100.228", OF_A_HOUSEHOLD).startsWith("554 5.7.1"));
        Lives.awaitWithin(
                LIST_ASKED_AGAIN,
                started,
                "SPF to be asked again",
                () -> foundOfNewcomer(PROTECTED_SENDER).contains("spf: points"));
        Lives.awaitWithin(
                LIST_ASKED_AGAIN,
                started,
                "the domain to be asked for again",
                () -> foundOfNewcomer(SENDER_OF_NO_DOMAIN).contains("sender: points"));
        composed.awaitHealthy("dnsbl", WELL);
        lives.makeAnew("dnsbl");
        allIsKnown();
    }

    /** Who was known is taken at once, who is new is not, and the banned are. */
    private void allIsKnown() {
        assertThat(send(KNOWN)).startsWith(TAKEN);
        assertThat(send(newcomer())).as("a newcomer, so Doorward is asked").startsWith(GREYLISTED);
        assertThat(blame.bans()).contains(BANNED4, NETWORK6);
        awaitBans();
        bothAreMetWithSilence();
    }

    private void bothAreMetWithSilence() {
        assertThat(outside.knock(BANNED4, BANNED6))
                .hasSize(2)
                .allSatisfy(heard -> assertThat(heard).contains("timed out"));
    }

    /** Writes to so many users that do not exist. */
    private void guess(String address, int times) {
        String[] users = IntStream.range(0, times)
                .mapToObj(number -> "nobody" + number + "@example.net")
                .toArray(String[]::new);
        assertThat(outside.send(address, "mail.sender.example", SENDER, users))
                .hasSize(times)
                .allSatisfy(answer -> assertThat(answer).startsWith("550 5.1.1"));
    }

    private int timesGuessed(String address) {
        return Integer.parseInt(blame.offences(address).getOrDefault("unknown_user", "0"));
    }

    /** What was found about the mail of somebody who sent one. */
    private String found(String address) {
        Docker.await("the verdict of " + address, () -> !blame.findings(address).isEmpty());
        return blame.findings(address);
    }

    /** The same of somebody who has sent none yet, and for whom nobody has asked. */
    private String foundOfNewcomer(String sender) {
        String address = newcomer();
        sendAs(sender, address);
        return found(address);
    }

    private static List<String> atTheSameTime(List<Supplier<String>> sendings) {
        List<CompletableFuture<String>> begun =
                sendings.stream().map(CompletableFuture::supplyAsync).toList();
        return begun.stream().map(CompletableFuture::join).toList();
    }

    private static Duration stated(String pattern) {
        String chapter = Documents.text("docs/docker.md").split("## When a container is away", 2)[1];
        Matcher stated = Pattern.compile(pattern).matcher(chapter);
        assertThat(stated.find()).as(pattern).isTrue();
        return Duration.ofSeconds(Long.parseLong(stated.group(1)));
    }

    private void awaitBans() {
        Docker.await("the bans in the kernel", BANS_BACK, this::bansAreInKernel);
    }

    private boolean bansAreInKernel() {
        return blame.inKernel(BANNED4, NETWORK6);
    }

    private String newcomer() {
        return "2001:db8:" + Integer.toHexString(newcomers.incrementAndGet()) + "::25";
    }

    private static String network(String address) {
        return address.replaceAll("::25$", "::");
    }

    /** The answer to a mail of always the same sender and recipient. */
    private String send(String address) {
        return send(address, "mail.sender.example");
    }

    private String send(String address, String greeting) {
        return outside.send(address, greeting, SENDER, "bob@example.net").get(0);
    }

    private String sendAs(String sender, String address) {
        return outside.send(address, "mail.sender.example", sender, "bob@example.net")
                .get(0);
    }
}
