package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.doorward.check.DnsblCheck;
import org.doorward.check.HeloCheck;
import org.doorward.check.ReverseNameCheck;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ServerConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Judge;
import org.doorward.decision.Pipeline;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.dns.DnsConfigs;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Query;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.dns.NettyDns;
import org.doorward.dnsbl.DnsblFaultsTest.Fault;
import org.doorward.dnsbl.ListStatus.State;
import org.doorward.real.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lists that go wrong, before the judge as it is shipped, while the client has points from elsewhere: it calls itself by our name, and
 * has no reverse name. Together with a listing that is a refusal, and without one it is none: a list that is broken must not tip the
 * scales.
 */
@Timeout(120)
class ShippedThresholdTest {

    private static final String ANY = "127.[0..255].[0..255].[0..255]";
    private static final String OUR_NAME = "mx.test.invalid";

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private DoorwardConfig config;
    private FaultyServer server;
    private NettyDns dns;
    private HealthBook book;
    private Pipeline pipeline;
    private int clients;

    @BeforeEach
    void startServer() throws IOException {
        config = shipped();
        server = new FaultyServer(DnsblFaultsTest::well);
        dns = NettyDns.start(
                DnsConfigs.asking(server.address()), ServerConfig.Transport.AUTO, this::nanos, DnsEvents.IGNORED);
        book = new HealthBook(dns, time, time, Duration.ofHours(1), DnsblEvents.IGNORED);
    }

    /** Everything at its default, but for our name. */
    private DoorwardConfig shipped() {
        LoadResult result = new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        Map.of(),
                        Set.of(),
                        new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), List.of("helo.own_names=[\"" + OUR_NAME + "\"]"));
        return ((LoadResult.Loaded) result).config();
    }

    private void start(DnsList list) {
        DnsblClient client = new DnsblClient(Lists.config(list), book, dns, dns::after, this::nanos);
        pipeline = new Pipeline(
                List.of(
                        new HeloCheck(config.helo(), "localhost", Set.of()),
                        new ReverseNameCheck(config.reverseName()),
                        new DnsblCheck(client)),
                new Judge(
                        config.decision().rejectAt(),
                        config.decision().rejectSources(),
                        config.decision().rejectText()),
                new Pipeline.Rules(config.decision().deadline(), false, Set.of()),
                System::nanoTime,
                1,
                new DecisionListener() {
                    @Override
                    public void decided(Decision decision) {}

                    @Override
                    public void checkFailed(String check, Throwable why) {
                        throw new AssertionError(why);
                    }
                });
        until("the list to serve", State.SERVING);
    }

    private long nanos() {
        return System.nanoTime() + time.nanos();
    }

    @AfterEach
    void stopServer() {
        book.close();
        dns.close();
        server.close();
        loop.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void aListThatBreaksDoesNotTipTheScales(Fault fault) {
        start(Lists.v4(fault.zone(), Lists.weight(ANY, 20)));
        refusesWhoIsListedAsWell();

        server.script(fault.script());
        for (int i = 0; i < 4; i++) {
            goesByTheRest(decide());
        }
        until("the list to be parked", State.PARKED);
        goesByTheRest(decide());

        server.script(DnsblFaultsTest::well);
        until("the list to serve", State.SERVING);
        refusesWhoIsListedAsWell();
    }

    @Test
    void aListWhoseWordAloneWouldRefuseTwiceRefusesNobodyAlone() {
        start(Lists.v4("bl.example", Lists.weight(ANY, 2 * config.decision().rejectAt())));

        Waiting.until(
                "an answer of the list",
                () -> decideAboutAnInnocent().evidence().sign(Reason.DNSBL).isPresent());
        for (int i = 0; i < 10; i++) {
            assertThat(decideAboutAnInnocent().verdict()).isInstanceOf(Verdict.Pass.class);
        }
    }

    /** Until its next proof such a list is believed; its shipped points leave room for that. */
    @Test
    void whileZenListsTheWorldItsShippedPointsDoNotTipTheScales() {
        server.script(ShippedThresholdTest::holdsNobody);
        start(config.dnsbl().lists().stream()
                .filter(list -> list.zone().equals("zen.spamhaus.org"))
                .findFirst()
                .orElseThrow());
        for (String reply : List.of("127.0.0.2", "127.0.0.4", "127.0.0.9", "127.0.0.10")) {
            server.script(query -> query.name().isEmpty() ? Reply.refused() : Reply.a(60, reply));
            Waiting.until("the list to lie", () -> {
                Decision decision = decide();
                assertThat(decision.verdict()).isInstanceOf(Verdict.Pass.class);
                return decision.evidence().sign(Reason.DNSBL).isPresent();
            });
        }

        time.advance(Duration.ofMinutes(30));
        Waiting.until("the list to be parked", () -> state() == State.PARKED);
        goesByTheRest(decide());

        server.script(ShippedThresholdTest::holdsNobody);
        until("the list to serve", State.SERVING);
        goesByTheRest(decide());
    }

    /** A list with nothing but its entries for tests, of both families. */
    private static Reply holdsNobody(Query query) {
        if (query.name().isEmpty()) {
            return Reply.refused();
        }
        boolean listed = query.name().startsWith("2.0.0.127.") || query.name().startsWith("2.0.0.0.0.0.f.7.f.f.f.f.");
        return listed ? Reply.a(60, "127.0.0.2") : Reply.nothing();
    }

    /** On a busy machine an answer may come too late, so more than one client is asked about. */
    private void refusesWhoIsListedAsWell() {
        Waiting.until("a refusal", () -> decide().verdict() instanceof Verdict.Reject);
    }

    private void goesByTheRest(Decision decision) {
        assertThat(decision.verdict()).isInstanceOf(Verdict.Pass.class);
        assertThat(decision.took()).isLessThan(config.decision().deadline());
        assertThat(decision.evidence().points())
                .isEqualTo(config.helo().ownNamePoints() + config.reverseName().missingPoints());
        assertThat(decision.evidence().sign(Reason.DNSBL)).isEmpty();
    }

    private Decision decideAboutAnInnocent() {
        return decide(Inquiries.stranger().named("mail.example.org"));
    }

    private Decision decide() {
        return decide(Inquiries.stranger().helo(OUR_NAME));
    }

    /** A decision about a client that nobody has asked about yet. */
    private Decision decide(Inquiries inquiry) {
        int number = ++clients;
        Inquiries client = inquiry.from("198.51." + number / 200 + "." + (number % 200 + 3));
        return pipeline.decide(client.get(), loop)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private State state() {
        return book.status().get(0).state();
    }

    private void until(String awaited, State wanted) {
        Waiting.until(awaited, () -> {
            if (state() != wanted) {
                book.status()
                        .get(0)
                        .nextProbe()
                        .ifPresent(next -> time.advance(Duration.between(time.instant(), next)));
            }
            return state() == wanted;
        });
    }
}
