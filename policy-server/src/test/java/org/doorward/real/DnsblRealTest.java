package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.CheckNames;
import org.doorward.check.DnsblCheck;
import org.doorward.config.DnsConfig;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ServerConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Sign;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.NettyDns;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.ListStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists that rbldnsd serves, asked directly and through unbound. */
@Tag("real")
@Timeout(300)
class DnsblRealTest {

    private static final Inquiries CLIENT = Inquiries.stranger();

    private static final String LISTS = """
            [dnsbl]
            defaults = false
            [[dnsbl.list]]
            zone = "bl.test"
            points = { "127.0.0.[2;3]" = 4, "127.0.0.&4" = 2, "127.0.0.[10..11]" = 1.5 }
            page = "https://bl.test/?{address}"
            txt = true
            [[dnsbl.list]]
            zone = "six.test"
            ask = "ipv6"
            points = 3
            [[dnsbl.list]]
            zone = "allow.test"
            points = { "127.0.[0..254].3" = -6 }
            [[dnsbl.list]]
            zone = "names.test"
            ask = ["helo", "sender", "client"]
            points = { "127.0.1.2" = 2.5 }
            """;

    private final AtomicLong advanced = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestFolder folder;
    private Rbldnsd lists;

    @BeforeEach
    void startLists() throws Exception {
        folder = TestFolder.make("dnsbl");
        opened.add(folder);
        lists = Rbldnsd.start(folder.path());
        opened.add(lists);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int at = opened.size() - 1; at >= 0; at--) {
            opened.get(at).close();
        }
    }

    @Test
    void weightsPatternsAllowListsNamesAndExplanationsCountThroughUnbound() throws Exception {
        Unbound unbound = Unbound.start(folder.path(), lists.address());
        opened.add(unbound);
        DnsblCheck check = check(unbound.address());

        assertThat(signs(check, CLIENT.from("198.51.100.7")))
                .extracting(Sign::source, Sign::points, Sign::detail, Sign::told)
                .containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple(
                        "dnsbl:bl.test",
                        4.0,
                        "bl.test: 198.51.100.7 127.0.0.2 (listed, see http://bl.test/?198.51.100.7)",
                        "listed by bl.test, https://bl.test/?198.51.100.7"));
        assertThat(points(check, CLIENT.from("198.51.100.8"))).isEqualTo(2.0);
        assertThat(points(check, CLIENT.from("198.51.100.130"))).isEqualTo(1.5);
        assertThat(points(check, CLIENT.from("2001:db8:bad::5"))).isEqualTo(3.0);
        assertThat(points(check, CLIENT.from("198.51.100.9"))).isLessThan(0);
        assertThat(examine(check, CLIENT.from("198.51.100.77"))).isSameAs(Finding.NOTHING);
        assertThat(examine(check, CLIENT.from("2001:db8:900d::5"))).isSameAs(Finding.NOTHING);
        assertThat(points(check, CLIENT.from("198.51.100.77").helo("bad.example")))
                .isEqualTo(2.5);
        assertThat(points(check, CLIENT.from("198.51.100.77").sender("x@mail.worse.example")))
                .isEqualTo(2.5);
        assertThat(points(check, CLIENT.from("198.51.100.77").named("bad.example")))
                .isEqualTo(2.5);
    }

    @Test
    void tenThousandInquiriesFromOneAddressAreOneQuestionAList() throws Exception {
        DnsblCheck check = check(lists.address());
        List<CompletableFuture<Finding>> asked = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            asked.add(check.examine(CLIENT.from("198.51.100.77").get(), Evidence.NONE)
                    .toCompletableFuture());
        }
        for (CompletableFuture<Finding> each : asked) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isSameAs(Finding.NOTHING);
        }

        assertThat(lists.queries())
                .containsEntry("A 77.100.51.198.bl.test", 1L)
                .containsEntry("A 77.100.51.198.allow.test", 1L);
    }

    @Test
    void aHundredThousandInquiriesFromAThousandAddressesAreOneQuestionAnAddressAListATimeToLive() throws Exception {
        DnsblCheck check = check(lists.address());
        for (int round = 1; round <= 2; round++) {
            for (int i = 0; i < 50_000; i++) {
                int address = i % 1000;
                examine(check, CLIENT.from("198.51." + (110 + address / 250) + "." + (1 + address % 250)));
            }
            Map<String, Long> queries = lists.queries();
            for (String list : List.of("bl.test", "allow.test")) {
                List<Long> counts = queries.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(".51.198." + list))
                        .map(Map.Entry::getValue)
                        .toList();
                assertThat(counts).hasSize(1000);
                // One each for each time to live, and room for five that rbldnsd's log has twice: a question whose
                // answer was late on a busy
                // machine is asked once more, by its retry. Answers that are not remembered would be fifty each.
                int times = round;
                assertThat(counts).allMatch(count -> count <= times + 1);
                assertThat(counts.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(1000L * times + 5);
            }
            advanced.addAndGet(Duration.ofMinutes(16).toNanos());
        }
    }

    @Test
    void aServerShowsHowTheListsAreDoingAndWhatTheySay() throws Exception {
        Path configured = Files.createDirectory(folder.path().resolve("server"));
        Files.writeString(configured.resolve("doorward.toml"), LISTS);
        DoorwardSetup setup = DoorwardSetup.in(configured)
                .set("dns.servers=127.0.0.1:" + lists.address().getPort())
                .set("admin.token=0123456789abcdef");
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            Waiting.until("all lists to serve", () -> {
                String shown = server.run("dnsbl").out();
                return shown.lines().filter(line -> line.contains(" serving ")).count() == 4;
            });
            assertThat(server.get("/health").body()).contains("\"dns\":{\"available\":true,\"lists_not_asked\":[]}");
            assertThat(server.run("dnsbl", "test", "198.51.100.7").out())
                    .contains("listed, 127.0.0.2", "listed, see http://bl.test/?198.51.100.7", "points: 4.0");
            assertThat(server.run("ask", "client=198.51.100.8", "recipient=b@example.com", "--explain")
                            .out())
                    .containsPattern("dnsbl +points +dnsbl +2.0 +bl.test: 198.51.100.8 127.0.0.4");
            assertThat(server.get("/metrics").body())
                    .contains("doorward_dnsbl_serving{list=\"bl.test\"} 1.0")
                    .contains("doorward_dnsbl_questions_total{list=\"bl.test\",outcome=\"listed\"} 1.0");

            lists.close();
            assertThat(server.run("ask", "client=198.51.100.70", "sender=a@example.org", "recipient=b@example.com")
                            .out())
                    .contains("action=DEFER_IF_PERMIT");
            server.awaitLog("No name server answers");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertThat(server.get("/health").body())
                    .contains("\"dns\":{\"available\":false,\"problem\":\"no name server answers\"");
        }
    }

    private DnsblCheck check(InetSocketAddress server) throws Exception {
        Path file = Files.writeString(folder.path().resolve("lists.toml"), LISTS);
        LoadResult loaded = new ConfigLoader(
                        file, Map.of(), CheckNames.ALL, new StateDirectory(Map.of(), folder.path(), folder.path()))
                .load(Optional.of(file), List.of("dns.servers=127.0.0.1:" + server.getPort()));
        DoorwardConfig config = ((LoadResult.Loaded) loaded).config();
        DnsConfig dnsConfig = config.dns();
        NettyDns dns = NettyDns.start(dnsConfig, ServerConfig.Transport.AUTO, this::nanos, DnsEvents.IGNORED);
        opened.add(dns);
        HealthBook book = new HealthBook(dns, dns::after, Clock.systemUTC(), Duration.ofHours(1), DnsblEvents.IGNORED);
        opened.add(book);
        DnsblClient client = new DnsblClient(config.dnsbl(), book, dns, dns::after, this::nanos);
        Waiting.until(
                "all lists to serve", () -> book.status().stream().allMatch(list -> list.state() == State.SERVING));
        return new DnsblCheck(client);
    }

    private long nanos() {
        return System.nanoTime() + advanced.get();
    }

    private static Finding examine(DnsblCheck check, Inquiries inquiry) throws Exception {
        return check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static List<Sign> signs(DnsblCheck check, Inquiries inquiry) throws Exception {
        Finding finding = examine(check, inquiry);
        assertThat(finding).isInstanceOf(Finding.Points.class);
        return ((Finding.Points) finding).signs();
    }

    private static double points(DnsblCheck check, Inquiries inquiry) throws Exception {
        return ((Finding.Points) examine(check, inquiry)).points();
    }
}
