package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody else changes the table of the running worker: it is as it was again, or stays as he means it, in the time that the documentation
 * states; and the packets of the banned are answered or not, as the kernel's table says.
 */
@Tag("real")
class FirewallDriftRealTest {

    private static final String BANNED = "198.51.100.7";
    private static final String BANNED6 = "2001:db8:7::7";
    private static final String GOOD = "198.51.100.33";
    private static final String LATER = "198.51.100.40";
    private static final List<String> CLIENTS = List.of(BANNED, BANNED6, GOOD);
    private static final Set<String> BANS = Set.of(BANNED, "2001:db8:7::");

    private static final String OFTEN = "look_every = \"4s\"\naudit_every = \"15s\"";

    /** What is healed then, the worker has heard of. */
    private static final String HARDLY_EVER = "look_every = \"1h\"\naudit_every = \"24h\"";

    /** Idle it takes 0.7 s. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    /** firewall.look_every, and what a machine needs that has much else to do. */
    private static final Duration LOOK = Duration.ofSeconds(4 + 20);

    /** firewall.audit_every, likewise. */
    private static final Duration AUDIT = Duration.ofSeconds(15 + 20);

    private static final Duration SOON = Duration.ofSeconds(60);

    /** From each of some addresses a SYN, and after less than a second what became of each. */
    private static final String CLIENT = """
            import select, socket, sys
            tries = []
            for source in sys.argv[1:]:
                family, host = (socket.AF_INET6, 'fd09::1') if ':' in source else (socket.AF_INET, '10.9.0.1')
                connection = socket.socket(family)
                connection.bind((source, 0))
                connection.setblocking(False)
                connection.connect_ex((host, 25))
                tries.append(connection)
            poll = select.poll()
            for connection in tries:
                poll.register(connection, select.POLLOUT)
            answered = set()
            for _ in range(14):
                answered |= {number for number, _ in poll.poll(50)}
                if len(answered) == len(tries):
                    break
                select.select([], [], [], 0.05)
            print(' '.join('connected' if connection.fileno() in answered else 'silence' for connection in tries))
            """;

    /** As many connections a second as a bot tries, from two addresses, until it is stopped. */
    private static final String FLOOD = """
            import socket, sys, time
            while True:
                for source, host in ((sys.argv[1], '10.9.0.1'), (sys.argv[2], 'fd09::1')):
                    connection = socket.socket(socket.AF_INET6 if ':' in source else socket.AF_INET)
                    connection.setblocking(False)
                    connection.bind((source, 0))
                    connection.connect_ex((host, 25))
                    connection.close()
                time.sleep(0.0005)
            """;

    /** What an administrator's own /etc/nftables.conf may be, with a table that has those accepted whom ours drops. */
    private static final String OTHERS = """
            flush ruleset
            table inet filter {
                set friends {
                    type ipv4_addr
                    elements = { %s }
                }
                chain early {
                    type filter hook prerouting priority -400; policy accept;
                    ip saddr @friends tcp dport 25 accept
                    ip6 saddr %s accept
                }
                chain input {
                    type filter hook input priority filter; policy accept;
                    tcp dport 25 accept
                }
            }
            """.formatted(BANNED, BANNED6);

    private static WorkerHost host;
    private static String asMade;
    private static Path client;

    @BeforeAll
    static void start() throws IOException {
        host = WorkerHost.make("firewall-drift", OFTEN, CLIENTS);
        client = Files.writeString(host.file("client.py"), CLIENT);
        host.net().listen("host", WorkerHost.SMTP);
        host.serve();
        host.work();
        host.ban(BANNED, "1d");
        host.ban(BANNED6, "1d");
        host.untilKernelHolds(BANS, SOON);
        asMade = ours();
    }

    /** The worker counts anew, also how often somebody has changed its table. */
    @BeforeEach
    void beginAnew() throws IOException {
        host.unban(LATER);
        reload(OFTEN);
    }

    private static void reload(String settings) throws IOException {
        host.configure(settings);
        host.workAnew();
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            host.close();
        }
    }

    /** The worker's table without its elements and counts. */
    private static String ours() {
        return host.net()
                .run("host", "nft", "-s", "-t", "list", "table", "inet", "doorward")
                .out();
    }

    private static String others() {
        return host.net().must("host", "nft", "-s", "list", "table", "inet", "filter");
    }

    private static void nft(String... words) {
        List<String> command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(words));
        host.net().must("host", command.toArray(String[]::new));
    }

    /** What becomes of a SYN of each. */
    private static String answers(String... sources) {
        List<String> command = new ArrayList<>(List.of("python3", client.toString()));
        command.addAll(List.of(sources));
        return host.net().must("world", command.toArray(String[]::new)).strip();
    }

    private static void assertTheBannedGetNoAnswer() {
        assertThat(answers(BANNED, BANNED6, GOOD)).isEqualTo("silence silence connected");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void tell(String what, Duration took) {
        System.out.println("FirewallDriftRealTest: " + what + " after " + took.toMillis() + " ms");
    }

    /** Waits until the table and its bans are as they were, and looks at who gets an answer then. */
    private static void assertHealed(String what, long began, Duration limit, String counted, long times) {
        try {
            Waiting.until(
                    "the table to be as it was: " + what,
                    SOON,
                    () -> ours().equals(asMade) && host.kernel().bans().equals(BANS));
        } catch (AssertionError e) {
            throw new AssertionError(host.kernel().ruleset() + host.log(), e);
        }
        Duration took = since(began);
        tell("healed, " + what + ",", took);
        assertTheBannedGetNoAnswer();
        assertThat(took).as(what).isLessThan(limit);
        Waiting.until("it to be counted", SOON, () -> host.done(counted) >= times);
        host.untilStatus("\"in_step\" : true", SOON);
    }

    @Test
    void whatIsTakenAwayIsThereAgainAtOnce() throws IOException {
        reload(HARDLY_EVER);
        long began = System.nanoTime();
        nft("delete", "table", "inet", "doorward");
        assertHealed("table deleted", began, AT_ONCE, "drift_gone", 1);

        began = System.nanoTime();
        nft("flush", "ruleset");
        assertHealed("ruleset flushed", began, AT_ONCE, "drift_gone", 2);
        assertThat(host.firewall("status").out()).contains("in step", "drift_gone 2");
        assertThat(host.log()).contains("The firewall was changed by somebody: it was taken away. It is made anew.");
        Waiting.until(
                "the metrics", SOON, () -> host.metrics().contains("doorward_firewall_drift_total{kind=\"gone\"} 2"));
    }

    @Test
    void whatIsAlteredIsMadeAnewAtOnceUntilItIsAlteredTooOften() {
        long began = System.nanoTime();
        nft("flush", "table", "inet", "doorward");
        assertHealed("table flushed", began, AT_ONCE, "drift_altered", 1);

        began = System.nanoTime();
        nft("replace", "rule", "inet", "doorward", "banned4_32", "handle", handleOf("banned4_32", " drop "), "accept");
        assertHealed("the rule that drops replaced", began, AT_ONCE, "drift_altered", 2);

        began = System.nanoTime();
        nft("delete rule inet doorward mail handle " + handleOf("mail", "@b6_64"));
        assertHealed("the rule of a set deleted", began, AT_ONCE, "drift_altered", 3);

        began = System.nanoTime();
        nft("flush", "chain", "inet", "doorward", "banned4_32");
        host.untilStatus("\"standing\" : \"held\"", SOON);
        tell("left alone, altered for the fourth time,", since(began));
        assertThat(since(began)).isLessThan(AT_ONCE);
        assertThat(host.firewall("status").out())
                .contains("held, it was altered: the chain banned4_32 has other rules")
                .contains("more than 3 times within 5 minutes; \"doorward firewall on\" begins anew");
        assertThat(answers(BANNED)).isEqualTo("connected");
        began = System.nanoTime();
        assertThat(host.firewall("on").status()).isZero();
        Waiting.until("it to be made anew", SOON, () -> ours().equals(asMade));
        tell("begun anew by \"doorward firewall on\"", since(began));
        assertTheBannedGetNoAnswer();
    }

    private static String handleOf(String chain, String part) {
        Matcher rule = Pattern.compile("\n[^\n]*" + part + "[^\n]*# handle ([0-9]+)")
                .matcher(host.net().must("host", "nft", "-a", "list", "chain", "inet", "doorward", chain));
        assertThat(rule.find()).as(part).isTrue();
        return rule.group(1);
    }

    @Test
    void elementsThatAreChangedByHandAreSetRightAtTheNextAudit() {
        long began = System.nanoTime();
        nft(
                "delete element inet doorward b4_32 { " + BANNED + " };"
                        + " add element inet doorward b4_32 { " + GOOD + " };"
                        + " add element inet doorward b4_24 { 203.0.113.0 timeout 1h };"
                        + " delete element inet doorward b6_64 { 2001:db8:7:: }; add element inet doorward b6_64 { 2001:db8:7:: }");
        assertThat(answers(BANNED, GOOD)).isEqualTo("connected silence");

        assertHealed("elements changed", began, AUDIT, "drift_foreign", 2);
        assertThat(host.done("drift_missing")).isEqualTo(1);
        assertThat(host.done("drift_other_end")).isEqualTo(1);
        assertThat(host.done("rebuilds")).isEqualTo(1);
        assertThat(host.log())
                .contains("The firewall differs from the bans: 1 missing, 1 with another end, 2 that are not ours");
    }

    @Test
    void whoPutsItToSleepWinsUntilHeWakesIt() {
        long began = System.nanoTime();
        nft("add", "table", "inet", "doorward", "{ flags dormant; }");
        assertThat(answers(BANNED, BANNED6)).isEqualTo("connected connected");
        host.untilStatus("\"standing\" : \"held\"", SOON);
        tell("left alone, put to sleep,", since(began));
        assertThat(since(began)).isLessThan(LOOK);
        assertThat(host.firewall("status").out()).contains("held, it was put to sleep by hand");
        host.ban(LATER, "1d");
        Instant looked = Instant.now();
        Waiting.untilPast(looked.plusSeconds(5));
        assertThat(ours()).contains("flags dormant");
        assertThat(answers(BANNED)).isEqualTo("connected");

        began = System.nanoTime();
        nft("add", "table", "inet", "doorward");
        assertTheBannedGetNoAnswer();
        Set<String> more = new TreeSet<>(BANS);
        more.add(LATER);
        host.untilKernelHolds(more, SOON);
        tell("gone on with, woken,", since(began));
        assertThat(since(began)).isLessThan(LOOK);
        host.unban(LATER);
        host.untilKernelHolds(BANS, SOON);
    }

    @Test
    void theTablesOfOthersNeitherHelpNorAreTouched() throws IOException {
        Path file = Files.writeString(host.file("nftables.conf"), OTHERS);
        nft(
                "-f",
                Files.writeString(host.file("other.nft"), OTHERS.replace("flush ruleset", ""))
                        .toString());
        String theirs = others();
        assertTheBannedGetNoAnswer();
        Waiting.untilPast(Instant.now().plusSeconds(5));
        assertTheBannedGetNoAnswer();
        assertThat(host.done("drift_gone") + host.done("drift_altered")).isZero();
        assertThat(others()).isEqualTo(theirs);

        reload(HARDLY_EVER);
        long began = System.nanoTime();
        // As "systemctl restart nftables" does.
        host.net().must("host", "sh", "-c", "nft flush ruleset; nft -f " + file);
        assertHealed("nftables restarted", began, AT_ONCE, "drift_gone", 1);
        assertThat(others()).isEqualTo(theirs);
        nft("delete", "table", "inet", "filter");
    }

    @Test
    void noPacketPassesWhileItIsMadeAnew() throws IOException {
        nft("add table inet counted; add counter inet counted came; add counter inet counted passed;"
                + " add chain inet counted early { type filter hook prerouting priority -400; };"
                + " add chain inet counted late { type filter hook input priority 0; };"
                + counting("early", "came") + counting("late", "passed"));
        Path script = Files.writeString(host.file("flood.py"), FLOOD);
        Process flood = host.net().start("world", "python3", script.toString(), BANNED, BANNED6);
        long before = host.rebuilds();
        for (int times = 0; times < 4; times++) {
            reload(OFTEN);
        }
        nft("add", "chain", "inet", "doorward", "not_ours");
        Waiting.until("the altered one to be made anew", SOON, () -> ours().equals(asMade));
        assertThat(answers(GOOD)).isEqualTo("connected");
        flood.destroyForcibly();
        long made = host.rebuilds() - before;
        System.out.println(
                "FirewallDriftRealTest: " + counted("came") + " packets of the banned came while all was made anew "
                        + made + " times, and " + counted("passed") + " passed");
        assertThat(made).isGreaterThanOrEqualTo(5);
        assertThat(counted("came")).isGreaterThan(1000);
        assertThat(counted("passed")).isZero();
        nft("delete", "table", "inet", "counted");
    }

    private static String counting(String chain, String counter) {
        String rule = " add rule inet counted " + chain + " tcp dport 25 ";
        return rule + "ip saddr " + BANNED + " counter name " + counter + ";" + rule + "ip6 saddr " + BANNED6
                + " counter name " + counter + ";";
    }

    private static long counted(String counter) {
        Matcher number = Pattern.compile("packets ([0-9]+)")
                .matcher(host.net().must("host", "nft", "list", "counter", "inet", "counted", counter));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }
}
