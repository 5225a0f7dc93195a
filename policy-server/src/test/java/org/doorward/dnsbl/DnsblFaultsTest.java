package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.doorward.check.DnsblCheck;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.ServerConfig;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Judge;
import org.doorward.decision.Pipeline;
import org.doorward.decision.Verdict;
import org.doorward.dns.DnsConfigs;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Query;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.dns.NettyDns;
import org.doorward.dnsbl.ListStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong with lists, over real sockets, while decisions are made: in none of it is mail refused or an answer late, the list is
 * parked, and it comes back by itself. The judge would refuse at the points of a single list, to show that there are none.
 */
@Timeout(120)
class DnsblFaultsTest {

    private static final String ANY = "127.[0..255].[0..255].[0..255]";
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofSeconds(4);

    private final ManualTime time = new ManualTime();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private FaultyServer server;
    private NettyDns dns;
    private HealthBook book;
    private Pipeline pipeline;
    private int clients;

    /** What a list does that is broken. */
    enum Fault {
        GONE("bl.example", query -> Reply.silent()),
        SERVFAIL("bl.example", query -> Reply.serverFailure()),
        REFUSED("bl.example", query -> Reply.refused()),
        FORMERR("bl.example", query -> Reply.code(1)),
        SLOWER_THAN_THE_TIME_OUT("bl.example", query -> listed().after(DnsConfigs.TIMEOUT.multipliedBy(3))),
        CUT_OFF_WITHOUT_TCP(
                "bl.example",
                query -> query.tcp() ? Reply.silent() : Reply.empty().truncated()),
        ANOTHER_ID("bl.example", query -> listed().wrongId()),
        MALFORMED("bl.example", query -> Reply.empty().record(FaultyServer.A, 60, new byte[] {127, 0})),
        OUTSIDE_LOOPBACK("bl.example", query -> Reply.a(60, "192.0.2.7")),
        PARKING_PAGE_BESIDE("bl.example", query -> Reply.a(60, "127.0.0.2", "192.0.2.7")),
        SPAMHAUS_TYPING_ERROR("zen.spamhaus.org", query -> Reply.a(60, "127.255.255.252")),
        SPAMHAUS_PUBLIC_RESOLVER("zen.spamhaus.org", query -> Reply.a(60, "127.255.255.254")),
        SPAMHAUS_TOO_MANY("zen.spamhaus.org", query -> Reply.a(60, "127.255.255.255")),
        SPAMHAUS_CUSTOMER("key.zen.dq.spamhaus.net", query -> Reply.a(60, "127.255.255.255")),
        DBL_ASKED_FOR_ADDRESS("dbl.spamhaus.org", query -> Reply.a(60, "127.0.1.255")),
        DNSWL_TOO_MANY("list.dnswl.org", query -> Reply.a(60, "127.0.0.255")),
        URIBL_BLOCKED("multi.uribl.com", query -> Reply.a(60, "127.0.0.1")),
        URIBL_TOO_MANY("multi.uribl.com", query -> Reply.a(60, "127.0.0.255")),
        SURBL_BLOCKED("multi.surbl.org", query -> Reply.a(60, "127.0.0.1")),
        LIKE_SPAMHAUS("bl.score.example", query -> Reply.a(60, "127.255.255.255"));

        private final String zone;

        @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
        private final FaultyServer.Script script;

        Fault(String zone, FaultyServer.Script script) {
            this.zone = zone;
            this.script = script;
        }

        String zone() {
            return zone;
        }

        /** The root answers, and so the DNS is well. */
        FaultyServer.Script script() {
            return query -> query.name().isEmpty() ? Reply.refused() : script.answer(query);
        }
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new FaultyServer(DnsblFaultsTest::well);
        dns = NettyDns.start(
                DnsConfigs.asking(server.address()),
                ServerConfig.Transport.AUTO,
                () -> System.nanoTime() + time.nanos(),
                DnsEvents.IGNORED);
        book = new HealthBook(dns, time, time, Duration.ofHours(1), DnsblEvents.IGNORED);
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
    void aListThatBreaksWhileItServesRefusesNobodyIsParkedAndComesBack(Fault fault) {
        serve(fault.zone);
        refusesTheListed();

        server.script(fault.script());
        for (int i = 0; i < 4; i++) {
            refusesNobody(decide());
        }
        untilParked();
        refusesNobody(decide());

        server.script(DnsblFaultsTest::well);
        comesBack();
    }

    @ParameterizedTest
    @EnumSource
    void aListThatIsBrokenFromTheBeginningIsNeverAsked(Fault fault) {
        server.script(fault.script());
        start(fault.zone);
        refusesNobody(decide());
        untilParked();
        server.forget();
        refusesNobody(decide());
        assertThat(server.count()).isZero();

        server.script(DnsblFaultsTest::well);
        comesBack();
    }

    @ParameterizedTest
    @EnumSource
    void whileAListOfGoodSendersIsBrokenNobodyIsRefusedWhomItMightHold(Fault fault) {
        FaultyServer.Script guilty =
                query -> query.name().endsWith("guilty.example") ? well(query) : holdsNobody(query);
        server.script(guilty);
        start(Lists.v4(fault.zone, Lists.weight(ANY, -6)), Lists.v4("guilty.example", Lists.weight(ANY, 20)));
        until(() -> book.status().stream().allMatch(list -> list.state() == State.SERVING) || later());
        refusesTheListed();

        server.script(query -> query.name().endsWith("guilty.example")
                ? well(query)
                : fault.script().answer(query));
        for (int i = 0; i < 4; i++) {
            spares(decide());
        }
        untilParked();
        spares(decide());

        server.script(guilty);
        comesBack();
    }

    private static void spares(Decision decision) {
        assertThat(decision.verdict()).isInstanceOf(Verdict.Pass.class);
        assertThat(decision.took()).isLessThan(LATE);
    }

    private boolean later() {
        time.advance(Duration.ofSeconds(1));
        return false;
    }

    @Test
    void aListThatListsTheWorldFromTheBeginningIsNeverAsked() {
        server.script(query -> listed());
        start("bl.example");
        untilParked();
        refusesNobody(decide());

        server.script(DnsblFaultsTest::well);
        comesBack();
    }

    @Test
    void aListThatStartsToListTheWorldIsCaughtByItsNextProofAndWhatItSaidIsForgotten() {
        serve("bl.example");
        server.script(query -> listed());
        Inquiries innocent = Inquiries.stranger().from("198.51.100.250");
        until(() -> decide(innocent).verdict() instanceof Verdict.Reject);

        time.advance(Duration.ofMinutes(30));
        until(() -> state() == State.PARKED);
        refusesNobody(decide(innocent));

        server.script(query -> query.name().startsWith("250.") ? Reply.nothing() : well(query));
        comesBack();
        refusesNobody(decide(innocent));
    }

    @Test
    void aListThatStartsToListTheWorldIsCaughtSoonWhereManyAsk() {
        serve("bl.example");
        server.script(query -> query.name().startsWith("2.0.0.127") ? well(query) : Reply.nothing());
        for (int i = 0; i < 500; i++) {
            refusesNobody(decide());
        }
        server.script(query -> listed());

        int refused = 0;
        while (state() == State.SERVING && refused < 400) {
            decide();
            refused++;
        }

        until(() -> state() == State.PARKED);
        assertThat(refused).isLessThanOrEqualTo(201);
        refusesNobody(decide());
    }

    @Test
    void anAnswerThatWasCutOffComesByTcpAndCounts() {
        serve("bl.example");
        server.script(query -> query.tcp() ? well(query) : Reply.empty().truncated());

        refusesTheListed();
        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void withNoDnsAtAllNothingWaitsAndNoListIsParkedForIt() {
        serve("bl.example");
        server.script(query -> Reply.silent());
        for (int i = 0; i < 6; i++) {
            refusesNobody(decide());
        }
        until(() -> !dns.status().available());

        long before = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            refusesNobody(decide());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(state()).isNotEqualTo(State.PARKED);

        server.script(DnsblFaultsTest::well);
        until(() -> dns.status().available());
        time.advance(ListHealth.AGAIN.multipliedBy(2));
        until(() -> state() == State.SERVING);
        refusesTheListed();
    }

    private static Reply listed() {
        return Reply.a(300, "127.0.0.2");
    }

    /** The list has its test entry, and nobody else. */
    private static Reply holdsNobody(Query query) {
        return query.name().startsWith("2.0.0.127.") ? listed() : Reply.nothing();
    }

    /** Everybody but 127.0.0.1 is listed: who is asked about by a working list is guilty here. */
    static Reply well(Query query) {
        if (query.name().isEmpty()) {
            return Reply.refused();
        }
        return query.name().startsWith("1.0.0.127.") ? Reply.nothing() : listed();
    }

    private void start(String zone) {
        start(Lists.v4(zone, Lists.weight(ANY, 20)));
    }

    private void start(DnsList... lists) {
        DnsblConfig config = Lists.config(lists);
        DnsblClient client = new DnsblClient(config, book, dns, dns::after, () -> System.nanoTime() + time.nanos());
        pipeline = new Pipeline(
                List.of(new DnsblCheck(client)),
                new Judge(15, 1, "Rejected"),
                new Pipeline.Rules(DEADLINE, false, Set.of()),
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
    }

    private void serve(String zone) {
        start(zone);
        untilServing();
    }

    /** On a busy machine the first proof may be late, and is tried again. */
    private void untilServing() {
        until(() -> {
            if (state() != State.SERVING) {
                time.advance(Duration.ofSeconds(1));
            }
            return state() == State.SERVING;
        });
    }

    /** A decision about a client that nobody has asked about yet. */
    private Decision decide() {
        int number = ++clients;
        return decide(Inquiries.stranger().from("198.51." + number / 200 + "." + (number % 200 + 3)));
    }

    private Decision decide(Inquiries inquiry) {
        return pipeline.decide(inquiry.get(), loop)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** On a busy machine an answer may come too late, so more than one client is asked about. */
    private void refusesTheListed() {
        until(() -> decide().verdict() instanceof Verdict.Reject);
    }

    private static void refusesNobody(Decision decision) {
        assertThat(decision.verdict()).isInstanceOf(Verdict.Pass.class);
        assertThat(decision.took()).isLessThan(LATE);
        List<Finding> findings = new ArrayList<>();
        decision.evidence().items().stream().map(Evidence.Item::finding).forEach(findings::add);
        assertThat(findings).noneMatch(Finding.Points.class::isInstance);
    }

    private void untilParked() {
        until(() -> {
            if (state() != State.PARKED) {
                time.advance(Duration.ofSeconds(1));
            }
            return state() == State.PARKED;
        });
    }

    private void comesBack() {
        time.advance(Duration.between(
                time.instant(), book.status().get(0).nextProbe().orElseThrow()));
        untilServing();
        refusesTheListed();
    }

    private State state() {
        return book.status().get(0).state();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
