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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.feed.SavedBans;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The running worker, and a server that is away, does not know it, or talks nonsense: the kernel, which is looked at all the time, keeps what
 * stands, lets go of what ends, and holds nothing for ever; what is wrong is said; and when it is over the worker goes on by itself.
 */
@Tag("real")
class FirewallFaultsRealTest {

    /** Stand all the time. */
    private static final Set<String> STEADY = Set.of("198.51.100.200", "198.51.100.201", "2001:db8:77::");

    /** The longest pause between two questions is 15 s, and the machine may be slow. */
    private static final Duration HEARD_AGAIN = Duration.ofSeconds(30);

    /** A start of Java, and one push. */
    private static final Duration BOOTED = Duration.ofSeconds(40);

    private static final Duration SOON = Duration.ofSeconds(60);

    /** The heap of the worker, and what Java takes beside it. */
    private static final long MOST_KILOBYTES = 200_000;

    /**
     * Stands in for the server: to each question for the feed it gives the next of its wrong answers, and a good one, without news, before
     * each. The last one drips for ever.
     */
    private static final String STUB = """
            import os, socket, sys, threading, time
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(('127.0.0.1', int(sys.argv[1])))
            server.listen(20)
            print('listening', flush=True)
            OK = b'HTTP/1.1 200 OK\\r\\n\\r\\n'
            def begin(out):
                out.sendall(OK + b'doorward-bans 1\\nrevision a-1 whole\\n')
            def noise(out):
                out.sendall(os.urandom(5000))
            def page(out):
                out.sendall(OK + b'<html><title>It works!</title></html>\\n')
            def cut(out):
                begin(out)
                out.sendall(b'+ 198.51.100.66/32 4000000000 B7K2M9QX\\n+ 198.51.')
            def counted_wrong(out):
                begin(out)
                out.sendall(b'+ 198.51.100.66/32 4000000000 B7K2M9QX\\nend 2\\n')
            def endless_line(out):
                begin(out)
                while True:
                    out.sendall(b'a' * 65536)
            def endless_head(out):
                out.sendall(b'HTTP/1.1 200 OK\\r\\n')
                while True:
                    out.sendall(b'X-More: of this\\r\\n' * 1000)
            def endless_bans(out):
                begin(out)
                while True:
                    out.sendall(b'+ 198.51.100.66/32 4000000000 B7K2M9QX\\n' * 5000)
            def broken(out):
                out.sendall(b'HTTP/1.1 500 Internal Server Error\\r\\n\\r\\nthe database is on fire\\n')
            def nothing(out):
                pass
            def drip(out):
                for letter in OK + b'doorward-bans 1\\n' + b'revision' * 1000:
                    out.sendall(bytes([letter]))
                    time.sleep(1)
            wrong = [noise, page, cut, counted_wrong, endless_line, endless_head, endless_bans, broken, nothing, drip]
            good = [True]
            def answer(connection):
                with connection:
                    try:
                        asked = connection.recv(4000).decode()
                        if '/bans/feed' not in asked:
                            broken(connection)
                        elif good[0] and 'since=' in asked:
                            good[0] = False
                            since = asked.split('since=')[1].split('&')[0]
                            connection.sendall(OK + ('doorward-bans 1\\nrevision %s changes\\nend 0\\n' % since).encode())
                        else:
                            good[0] = True
                            fault = wrong.pop(0) if len(wrong) > 1 else wrong[0]
                            print(fault.__name__, flush=True)
                            fault(connection)
                    except OSError:
                        pass
            while True:
                threading.Thread(target=answer, args=[server.accept()[0]], daemon=True).start()
            """;

    private static WorkerHost host;

    @BeforeAll
    static void start() throws IOException {
        host = WorkerHost.make("firewall-faults", "knocks_every = \"10s\"", List.of());
        host.beginWith(STEADY, SOON);
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            try (WorkerHost closing = host) {
                closing.assertBriefIsGone();
            }
        }
    }

    private static Set<String> steadyAnd(String... others) {
        return WorkerHost.and(STEADY, others);
    }

    @Test
    void aTokenThatIsSpoiltIsSaidAndWhatStandsStaysUntilItIsRightAgain() throws IOException {
        try (KernelLook.Watch watch = host.kernel().watch(STEADY)) {
            host.spoilToken("0123456789abcdef0123456789abcdef\n");
            // The question that waits for an answer has the old token still.
            host.ban("198.51.100.2", "1d");

            host.untilKernelHolds(steadyAnd("198.51.100.2"), SOON);
            host.untilSaid("does not accept the admin token", SOON);
            assertThat(host.log()).contains("127.0.0.1:" + host.adminPort(), "the file admin-token in its state_dir");
            host.spoilToken("\u0000\u0001rubbish");
            host.untilSaid("is no admin token", SOON);
            assertThat(host.log()).contains("/token is no admin token", "let it hold what the server's own");
            host.ban("198.51.100.3", "1d");
            host.unban("198.51.100.2");
            assertThat(host.bans()).isEqualTo(steadyAnd("198.51.100.2"));
            host.untilStatus("is no admin token", SOON);
            assertThat(host.firewall("status").out()).contains("in step", "and not now: ", "is no admin token");
            Waiting.until("the metrics to tell", SOON, () -> host.metrics().contains("doorward_firewall_feed_ok 0"));

            host.giveToken();
            tell("the right token", host.untilKernelHolds(steadyAnd("198.51.100.3"), HEARD_AGAIN));
            host.untilStatus("\"error\" : \"\"", SOON);
            assertThat(watch.looks()).isGreaterThan(20);
        }
        host.unban("198.51.100.3");
        host.untilKernelHolds(STEADY, SOON);
    }

    @Test
    void aServerThatTalksNonsenseIsNotBelieved() throws IOException {
        Path script = Files.writeString(host.file("stub.py"), STUB);
        try (KernelLook.Watch watch = host.kernel().watch(STEADY)) {
            host.stopServing();
            try (ChildProcess stub =
                    host.start("python3", "-u", script.toString(), Integer.toString(host.adminPort()))) {
                Waiting.until(
                        "all wrong answers",
                        Duration.ofMinutes(2),
                        () -> !host.worker().alive() || stub.out().contains("drip"));
                assertThat(host.worker().alive()).as(host.log()).isTrue();
                assertNonsenseWasSaid();
                assertThat(host.bans()).isEqualTo(STEADY);
                assertThat(host.firewall("status").out()).contains("in step");
                long kilobytes = largest(host.worker().pid());
                System.out.println("FirewallFaultsRealTest: the worker was " + kilobytes + " kB large at most");
                assertThat(kilobytes).isLessThan(MOST_KILOBYTES);
            }
            host.serve();
            host.ban("198.51.100.4", "1d");
            tell("a server that talks sense", host.untilKernelHolds(steadyAnd("198.51.100.4"), HEARD_AGAIN));
            assertThat(watch.looks()).isGreaterThan(20);
        }
        host.unban("198.51.100.4");
        host.untilKernelHolds(STEADY, SOON);
    }

    private static void assertNonsenseWasSaid() {
        assertThat(host.log())
                .contains("what answers on 127.0.0.1:" + host.adminPort() + " is no Doorward")
                .contains("is this the admin listener of a Doorward of this version?")
                .contains("line 4 of the feed: it ends in the middle")
                .contains("line 4 of the feed: it holds 1 changes and says: end 2")
                .contains("line 3 of the feed: longer than 200 characters")
                .containsPattern("line [0-9]+ of the feed: more than [0-9]+ changes.*DOORWARD_FIREWALL_HEAP")
                .contains("refuses (500): the database is on fire")
                .doesNotContain("OutOfMemory", "a fault that it must not have");
    }

    /** What a process has had in memory at most, in kilobytes. */
    private static long largest(long pid) throws IOException {
        Matcher line =
                Pattern.compile("VmHWM:\\s+([0-9]+) kB").matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void afterABootWhatWasSavedIsThereAtOnceButForWhatHasEndedMeanwhile() throws IOException {
        host.stopWorking();
        saveAlsoOneThatEnds("198.51.100.5/32", 2);
        host.spoilToken("0123456789abcdef0123456789abcdef\n");
        boot("with a wrong token", "does not accept the admin token");

        host.giveToken();
        host.ban("198.51.100.6", "1d");
        tell("the right token after a boot", host.untilKernelHolds(steadyAnd("198.51.100.6"), HEARD_AGAIN));
        host.unban("198.51.100.6");
        host.untilKernelHolds(STEADY, SOON);

        host.stopWorking();
        host.stopServing();
        boot(
                "without a server",
                "no server answers on 127.0.0.1:" + host.adminPort() + ": is \"doorward serve\" running there?");
        host.serve();
        host.ban("198.51.100.7", "1d");
        tell("a server after a boot", host.untilKernelHolds(steadyAnd("198.51.100.7"), HEARD_AGAIN));
        host.unban("198.51.100.7");
        host.untilKernelHolds(STEADY, SOON);
    }

    /** As when the host is switched off for longer than a ban lasts; returns when that is so. */
    private static void saveAlsoOneThatEnds(String network, int seconds) throws IOException {
        SavedBans saved = new SavedBans(host.file("worker/bans"));
        News news = saved.load().orElseThrow();
        Instant until = Instant.now().plusSeconds(seconds);
        List<FirewallBan> bans = new ArrayList<>(news.changes().begin());
        bans.add(new FirewallBan(Cidr.parse(network).orElseThrow(), until.getEpochSecond(), "B7K2M9QX"));
        saved.save(new News(news.revision(), true, new BanChanges(List.of(), bans)));
        Waiting.untilPast(until);
    }

    /** The kernel has nothing, and the worker begins. */
    private static void boot(String how, String complaint) throws IOException {
        host.net().must("host", "nft", "flush", "ruleset");
        host.work();
        Duration took = host.untilKernelHolds(STEADY, SOON);
        System.out.println("FirewallFaultsRealTest: booted " + how + ", the saved bans stood " + took.toMillis()
                + " ms after the start of the worker");
        assertThat(took).isLessThan(BOOTED);
        host.untilSaid(complaint, SOON);
        assertThat(host.log()).containsPattern("Starting with [0-9]+ bans that were saved last");
    }

    private static void tell(String what, Duration took) {
        System.out.println("FirewallFaultsRealTest: in step " + took.toMillis() + " ms after " + what);
    }
}
