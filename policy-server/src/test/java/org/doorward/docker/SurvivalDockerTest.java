package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** What the documents say of the bans in the kernel after a start of the firewall, or of Postfix. */
    private static final Duration BANS_BACK = stated("within (\\d+) seconds");

    /** The documents say a minute. */
    private static final Duration LIST_ASKED_AGAIN = Duration.ofSeconds(90);

    /** Listed alone is not enough to be refused; this is the rest. */
    private static final String OF_A_HOUSEHOLD = "pc-4711";

    private static final String TAKEN = "250 ";
    private static final String GREYLISTED = "450 4.7.1";

    /** Addresses that nobody has sent from; the play's and those that are listed are others. */
    private final AtomicInteger newcomers = new AtomicInteger(0x300);

    private Composed composed;
    private Outside outside;

    /** Not the constructor, which is before the look whether there is Docker. */
    @BeforeAll
    void somebodyIsKnownAndSomebodyIsBanned(Composed shared) {
        composed = shared;
        outside = Outside.of(composed);
        assertThat(send(KNOWN)).startsWith(GREYLISTED);
        Waiting.untilPast(Instant.now().plus(DELAY));
        assertThat(send(KNOWN)).startsWith(TAKEN);
        ban(BANNED4);
        ban(BANNED6);
        awaitBans();
    }

    /** A test that failed must not make the next one fail. */
    @AfterEach
    void allIsUp() {
        if (!composed.allAreHealthy()) {
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
        kill("doorward");

        assertThat(send(newcomer())).startsWith(TAKEN);
        bothAreMetWithSilence();

        start("doorward");
        Waiting.untilPast(told.plus(DELAY));
        assertThat(send(promised)).as("told to come back just before the kill").startsWith(TAKEN);
        allIsKnown();
    }

    @Test
    void doorward_comes_back_by_itself_when_it_crashes() {
        String pid = state("doorward", "{{.State.Pid}}");
        composed.docker().must("kill", "-KILL", pid);

        Docker.await(
                "another process",
                WELL,
                () -> !state("doorward", "{{.State.Pid}}").matches("0|" + pid));
        composed.awaitHealthy("doorward", WELL);
        allIsKnown();
    }

    @Test
    void a_doorward_made_anew_has_the_old_state_and_the_firewall_finds_it() {
        makeAnew("doorward");
        allIsKnown();

        String later = newcomer();
        ban(later);
        Docker.await("a new ban in the kernel", BANS_BACK, () -> inKernel(network(later)));
    }

    @Test
    void without_the_firewall_the_kernel_goes_on_dropping_and_it_catches_up() {
        String pardoned = newcomer();
        ban(pardoned);
        Docker.await("a ban in the kernel", BANS_BACK, () -> inKernel(network(pardoned)));
        kill("firewall");

        bothAreMetWithSilence();
        assertThat(send(KNOWN)).startsWith(TAKEN);
        String meanwhile = newcomer();
        assertThat(send(meanwhile)).startsWith(GREYLISTED);
        ban(meanwhile);
        composed.exec("doorward", "doorward", "unban", pardoned);
        assertThat(send(meanwhile)).as("nobody drops it yet").contains("Banned: " + meanwhile);

        start("firewall");
        Docker.await("the ban of meanwhile", BANS_BACK, () -> inKernel(network(meanwhile)));
        Docker.await("the pardon of meanwhile", BANS_BACK, () -> !inKernel(network(pardoned)));
        assertThat(outside.knock(meanwhile).get(0)).contains("timed out");
        assertThat(outside.knock(pardoned).get(0)).startsWith("220 ");
    }

    @Test
    void a_firewall_made_anew_leaves_no_gap() {
        makeAnew("firewall");
        awaitBans();
        assertThat(outside.knock(BANNED4).get(0)).contains("timed out");
        allIsKnown();
    }

    @Test
    void after_a_killed_postfix_the_bans_are_in_the_new_network_namespace() {
        String before = composed.mailLog();
        kill("postfix");
        assertThat(outside.knock(KNOWN).get(0)).doesNotStartWith("220");

        start("postfix");
        Docker.await("the bans in the new network namespace", BANS_BACK, () -> inKernel(BANNED4) && inKernel(NETWORK6));
        composed.awaitHealthy("firewall", WELL);
        outside.layAgain();
        assertThat(composed.mailLog()).startsWith(before);
        allIsKnown();
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
        kill("dnsbl");

        assertThat(send("198.51.100.236", OF_A_HOUSEHOLD))
                .as("listed, and nobody says so")
                .startsWith(GREYLISTED);
        assertThat(send(KNOWN)).startsWith(TAKEN);

        start("dnsbl");
        Docker.await(
                "the list to be asked again",
                LIST_ASKED_AGAIN,
                () -> send("198.51.100.228", OF_A_HOUSEHOLD).startsWith("554 5.7.1"));
        makeAnew("dnsbl");
        allIsKnown();
    }

    /** Who was known is taken at once, who is new is not, and the banned are. */
    private void allIsKnown() {
        assertThat(send(KNOWN)).startsWith(TAKEN);
        assertThat(send(newcomer())).as("a newcomer, so Doorward is asked").startsWith(GREYLISTED);
        assertThat(composed.exec("doorward", "doorward", "bans")).contains(BANNED4, NETWORK6);
        awaitBans();
        bothAreMetWithSilence();
    }

    private void bothAreMetWithSilence() {
        assertThat(outside.knock(BANNED4, BANNED6))
                .hasSize(2)
                .allSatisfy(heard -> assertThat(heard).contains("timed out"));
    }

    private static Duration stated(String pattern) {
        String chapter = Documents.text("docs/docker.md").split("## When a container is away", 2)[1];
        Matcher stated = Pattern.compile(pattern).matcher(chapter);
        assertThat(stated.find()).as(pattern).isTrue();
        return Duration.ofSeconds(Long.parseLong(stated.group(1)));
    }

    private void kill(String service) {
        composed.docker().must("docker", "kill", "--signal", "KILL", Composed.container(service));
        Docker.await(
                service + " to be gone",
                () -> state(service, "{{.State.Running}}").equals("false"));
    }

    private void start(String service) {
        composed.docker().must("docker", "start", Composed.container(service));
        composed.awaitHealthy(service, WELL);
    }

    private void makeAnew(String service) {
        String id = state(service, "{{.Id}}");
        composed.must("rm", "--stop", "--force", service);
        composed.must("up", "--detach", "--wait", service);
        assertThat(state(service, "{{.Id}}")).isNotEqualTo(id);
    }

    private String state(String service, String template) {
        return composed.docker()
                .must("docker", "inspect", "-f", template, Composed.container(service))
                .strip();
    }

    private void ban(String address) {
        composed.exec("doorward", "doorward", "ban", address, "--for", "1h", "--reason", "a test");
    }

    private void awaitBans() {
        Docker.await("the bans in the kernel", BANS_BACK, () -> inKernel(BANNED4) && inKernel(NETWORK6));
    }

    private boolean inKernel(String element) {
        String table = composed.docker()
                .run("docker", "exec", Composed.container("firewall"), "nft", "list", "table", "inet", "doorward")
                .out();
        return List.of(table.split("[\\s,{}]+")).contains(element);
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
        return outside.send(address, greeting, "alice@sender.example", "bob@example.net")
                .get(0);
    }
}
