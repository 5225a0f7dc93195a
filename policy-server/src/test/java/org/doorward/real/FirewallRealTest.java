package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From an offence to a packet that is not answered: a real Postfix, Doorward and its worker on a host of their own, a network namespace, and
 * clients in another. Each test has clients of its own.
 */
@Tag("real")
class FirewallRealTest {

    private static final String HOST = "10.9.0.1";
    private static final String HOST6 = "fd09::1";
    private static final String USER = "user@test.invalid";
    private static final String TRAP = "second@test.invalid";

    /** On two lists, by the zones of {@link Rbldnsd}. */
    private static final String LISTED = "198.51.100.7";

    private static final String GOOD = "198.51.100.33";
    private static final String TRAPPED6 = "2001:db8:7::7";
    private static final String GOOD6 = "2001:db8:8::8";
    private static final String BY_HAND = "198.51.100.40";
    private static final String FLUSHED = "198.51.100.41";
    private static final String GUESSER = "198.51.100.50";
    private static final String GUESSER6 = "2001:db8:9::9";
    private static final String RARE_GUESSER = "198.51.100.51";
    private static final List<String> CLIENTS =
            List.of(LISTED, GOOD, TRAPPED6, GOOD6, BY_HAND, FLUSHED, GUESSER, GUESSER6, RARE_GUESSER);

    /** A mail client that says what became of each step: a code, or {@code silence}. */
    private static final String CLIENT = """
            import socket, sys, time
            source, host, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
            recipients = sys.argv[4:]
            def session():
                connection = socket.create_connection((host, 25), 1.0, (source, 0))
                connection.settimeout(5)
                return connection, connection.makefile('rb')
            def say(opened, line):
                if line:
                    opened[0].sendall(line.encode() + b'\\r\\n')
                while True:
                    reply = opened[1].readline().decode()
                    if reply[3:4] != '-':
                        return reply.strip() or 'closed'
            def begin():
                opened = session()
                say(opened, '')
                say(opened, 'EHLO mail.sender.example')
                say(opened, 'MAIL FROM:<robot@sender.example>')
                return opened
            try:
                other = begin()
                for turn in range(times):
                    opened = begin()
                    for recipient in recipients:
                        print(say(opened, 'RCPT TO:<' + recipient + '>'))
                    opened[0].close()
                tripped = time.monotonic()
                print('other session: ' + say(other, 'RCPT TO:<' + recipients[0] + '>'))
                if times > 1 or recipients[0].startswith(('second', 'nobody')):
                    while time.monotonic() - tripped < 10:
                        try:
                            socket.create_connection((host, 25), 0.4, (source, 0)).close()
                        except (TimeoutError, socket.timeout):
                            print('silence after %.1f s' % (time.monotonic() - tripped - 0.4))
                            break
                        time.sleep(0.05)
            except (TimeoutError, socket.timeout):
                print('silence')
            """;

    private static final Started started = new Started();
    private static Netns net;
    private static TestFolder folder;
    private static HostedDoorward host;
    private static PostfixInstance postfix;
    private static ChildProcess doorward;
    private static int policyPort;
    private static int adminPort;
    private static Path client;

    @BeforeAll
    static void start() throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        folder = started.add(TestFolder.make("firewall"));
        net = started.add(world());
        host = new HostedDoorward(net, folder.path());
        policyPort = Ports.free();
        adminPort = Ports.free();
        client = Files.writeString(folder.path().resolve("client.py"), CLIENT);
        Rbldnsd lists = started.add(Rbldnsd.start(folder.path(), net.prefix("host")));
        postfix = started.add(PostfixInstance.of(
                MainCf.advised("inet:127.0.0.1:" + policyPort), net.prefix("host"), List.of(HOST, HOST6)));
        Files.writeString(host.configuration(), configuration(lists.address().getPort()));
        doorward = started.add(host.start("serve"));
        Waiting.until(
                "the server to be ready",
                Duration.ofSeconds(90),
                () -> HostedDoorward.log(doorward).contains("Ready in"));
        started.add(host.start("firewall", "run"));
        Waiting.until(
                "the firewall to be in step",
                () -> host.run("firewall", "status").status() == 0);
        Waiting.until(
                "the lists to have proven themselves",
                () -> host.run("dnsbl")
                                .out()
                                .lines()
                                .filter(line -> line.contains("serving"))
                                .count()
                        == 2);
    }

    /** The clients are behind a router, for whoever is on the host's own link is never banned. */
    private static Netns world() {
        Netns made = Netns.of("host", "world");
        made.link("host", "world");
        made.address("host", "world", HOST + "/30");
        made.address("world", "host", "10.9.0.2/30");
        made.address("host", "world", HOST6 + "/64");
        made.address("world", "host", "fd09::2/64");
        for (String address : CLIENTS) {
            made.must("world", "ip", "address", "add", address, "dev", "lo");
        }
        made.must("host", "ip", "route", "add", "198.51.100.0/24", "via", "10.9.0.2");
        made.must("host", "ip", "-6", "route", "add", "2001:db8::/32", "via", "fd09::2");
        return made;
    }

    private static String configuration(int dns) {
        return """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"

                [dns]
                servers = ["127.0.0.1:%d"]

                [spf]
                ranges_of = []

                [greylist]
                enabled = false

                [ban]
                ladder = ["1m", "1d"]
                knock_window = "5s"
                contact = "https://example.org/unban"

                [spamtrap]
                recipients = ["%s"]

                [firewall]
                state_dir = "%s"
                knocks_every = "10s"

                [watch]
                files = ["%s"]

                [dnsbl]
                defaults = false

                [[dnsbl.list]]
                zone = "bl.test"
                points = { "127.0.0.2" = 8 }

                [[dnsbl.list]]
                zone = "second.test"
                points = { "127.0.0.2" = 8 }
                """.formatted(
                        policyPort,
                        folder.path().resolve("state"),
                        adminPort,
                        dns,
                        TRAP,
                        folder.path().resolve("worker"),
                        postfix.logFile());
    }

    private static List<String> mail(String from, String to, int times, String... recipients) {
        List<String> words = new ArrayList<>(List.of("python3", client.toString(), from, to, Integer.toString(times)));
        words.addAll(List.of(recipients));
        return net.must("world", words.toArray(String[]::new)).lines().toList();
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void offendersReachPostfixNoMoreUntilTheirTimeIsUpAndThenMustProveThemselvesAnew() {
        List<String> listed = mail(LISTED, HOST, 3, USER);
        assertThat(listed.subList(0, 3)).allMatch(reply -> reply.startsWith("554 5.7.1"));
        assertThat(listed.get(3)).startsWith("other session: 421 4.7.0").contains("Banned: " + LISTED);
        assertThat(silence(listed)).as("%s", listed).isLessThan(2.0);
        List<String> trapped = mail(TRAPPED6, HOST6, 1, TRAP);
        assertThat(trapped.get(0)).startsWith("550 5.1.1");
        assertThat(silence(trapped)).as("%s", trapped).isLessThan(2.0);

        assertThat(mail(LISTED, HOST, 1, USER)).containsExactly("silence");
        assertThat(mail(TRAPPED6, HOST6, 1, USER)).containsExactly("silence");
        assertThat(mail(GOOD, HOST, 1, USER).get(0)).startsWith("250");
        assertThat(mail(GOOD6, HOST6, 1, USER).get(0)).startsWith("250");
        assertThat(host.run("firewall", "status").out()).contains("in step", "2 of 2 bans are there");
        Waiting.until(
                "the server to know of the packets",
                Duration.ofSeconds(30),
                () -> host.run("why", LISTED).out().contains("packets"));
        assertThat(host.run("why", LISTED).out())
                .contains("3 times dnsbl within 60 s")
                .containsPattern("[1-9][0-9]* packets");

        Waiting.until(
                "both bans to end",
                Duration.ofSeconds(90),
                () -> host.run("bans").out().contains("No ban stands"));
        // On parole, two refusals are enough.
        List<String> again = mail(LISTED, HOST, 2, USER);
        assertThat(again.subList(0, 2)).allMatch(reply -> reply.startsWith("554 5.7.1"));
        assertThat(silence(again)).as("%s", again).isLessThan(2.0);
        assertThat(host.run("bans").out()).containsPattern("(?m)^198\\.51\\.100\\.7/32 .* 1 +[0-9A-Z]{8} ");
        assertThat(host.run("unban", LISTED).status()).isZero();
        Waiting.until(
                "the pardoned to be let in",
                () -> mail(LISTED, HOST, 1, USER).get(0).startsWith("554"));
    }

    @Test
    void whoGuessesNamesIsSeenInPostfixsLogAndReachesItNoMore() {
        String[] names = IntStream.range(0, 10)
                .mapToObj(number -> "nobody" + number + "@test.invalid")
                .toArray(String[]::new);
        List<String> guessed = mail(GUESSER, HOST, 1, names);
        assertThat(guessed.subList(0, 10)).allMatch(reply -> reply.contains("User unknown"));
        assertThat(silence(guessed)).as("%s", guessed).isLessThan(2.0);
        List<String> guessed6 = mail(GUESSER6, HOST6, 1, names);
        assertThat(silence(guessed6)).as("%s", guessed6).isLessThan(2.0);

        mail(RARE_GUESSER, HOST, 1, List.of(names).subList(0, 8).toArray(String[]::new));
        assertThat(mail(RARE_GUESSER, HOST, 1, USER).get(0)).startsWith("250");
        assertThat(mail(GOOD, HOST, 1, USER).get(0)).startsWith("250");
        assertThat(host.run("why", GUESSER).out())
                .contains("10 times unknown_user within 1 h", "RCPT from unknown[" + GUESSER + "]: 550 5.1.1 <nobody");
    }

    @Test
    void aBanThatIsTypedIsInTheKernelAtOnceAndSoIsItsEnd() {
        assertThat(mail(BY_HAND, HOST, 1, USER).get(0)).startsWith("250");

        assertThat(host.run("ban", BY_HAND, "--for", "10m", "--reason", "ticket 4711")
                        .status())
                .isZero();
        Waiting.until("silence", () -> mail(BY_HAND, HOST, 1, USER).contains("silence"));
        assertThat(host.run("unban", BY_HAND).status()).isZero();
        Waiting.until("an answer", () -> mail(BY_HAND, HOST, 1, USER).get(0).startsWith("250"));
    }

    @Test
    void whatIsFlushedIsHealedAndWhatIsSwitchedOffStaysOff() {
        assertThat(host.run("ban", FLUSHED, "--for", "1d").status()).isZero();
        Waiting.until("silence", () -> mail(FLUSHED, HOST, 1, USER).contains("silence"));

        net.must("host", "nft", "flush", "ruleset");
        Waiting.until(
                "the table to be there again",
                () -> net.must("host", "nft", "list", "ruleset").contains(FLUSHED));
        assertThat(mail(FLUSHED, HOST, 1, USER)).contains("silence");

        assertThat(host.run("firewall", "off").status()).isZero();
        assertThat(mail(FLUSHED, HOST, 1, USER).get(0)).startsWith("421");
        assertThat(host.run("firewall", "on").status()).isZero();
        Waiting.until("silence", () -> mail(FLUSHED, HOST, 1, USER).contains("silence"));
        assertThat(host.run("firewall", "plan").out()).contains("table inet doorward", FLUSHED);
        assertThat(host.run("firewall", "never-ban").out()).contains(HOST, "10.9.0.0/30", "127.0.0.0/8");
        assertThat(host.run("ban", HOST).status()).isNotZero();
        assertThat(host.run("ban", "10.9.0.2").status()).isNotZero();
        assertThat(host.run("unban", FLUSHED).status()).isZero();
    }

    private static double silence(List<String> replies) {
        return replies.stream()
                .filter(line -> line.startsWith("silence after"))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[2]))
                .findFirst()
                .orElse(Double.MAX_VALUE);
    }
}
