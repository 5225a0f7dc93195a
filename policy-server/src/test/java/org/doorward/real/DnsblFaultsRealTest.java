package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.doorward.CheckNames;
import org.doorward.check.DnsblCheck;
import org.doorward.check.HeloCheck;
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
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsEvents;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.NettyDns;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.ListStatus;
import org.doorward.dnsbl.ListStatus.State;
import org.doorward.dnsbl.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong with a real list behind a real resolver while mail comes in: rbldnsd is killed, its zone is replaced by a bad one, or
 * unbound is gone. Deadline, patience, time-outs and threshold are the shipped ones. Each client forges its HELO as well, which comes
 * to a refusal together with a listing: so a lying list could do harm here. The time for proofs and pauses is advanced by hand.
 */
@Tag("real")
@Timeout(300)
class DnsblFaultsRealTest {

    private static final String LIST = """
            [helo]
            own_names = ["mx.test.invalid"]
            [dnsbl]
            defaults = false
            [[dnsbl.list]]
            zone = "bl.test"
            points = 12
            errors = ["127.0.0.255"]
            """;

    /** Who is asked about by a list in order is guilty here. */
    private static final String WELL = """
            :127.0.0.2:listed
            127.0.0.2
            198.51.0.0/16
            """;

    /** All but 0.0.0.0/8, which rbldnsd does not take. */
    private static final String EVERYBODY = """
            1.0.0.0/8
            2.0.0.0/7
            4.0.0.0/6
            8.0.0.0/5
            16.0.0.0/4
            32.0.0.0/3
            64.0.0.0/2
            128.0.0.0/1
            """;

    /** More than one at a time, for each may have to wait for as long as a decision waits for lists. */
    private static final int CLIENTS = 5;

    private final ManualTime time = new ManualTime();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final Started started = new Started();
    private Rbldnsd lists;
    private Unbound unbound;
    private NettyDns dns;
    private HealthBook book;
    private Pipeline pipeline;
    private Duration deadline = Duration.ZERO;
    private int clients;

    /** What goes wrong at the list itself. */
    enum Fault {
        KILLED("(?s).*(no answer in time|SERVFAIL).*") {
            @Override
            void begin(Rbldnsd lists) {
                lists.kill();
            }

            @Override
            void end(Rbldnsd lists) throws IOException {
                lists.startAgain();
            }
        },
        HANGS("(?s).*(no answer in time|SERVFAIL).*") {
            @Override
            void begin(Rbldnsd lists) throws IOException {
                lists.hang();
            }

            @Override
            void end(Rbldnsd lists) throws IOException {
                lists.goOn();
            }
        },
        WITHOUT_ITS_ZONE("(?s).*SERVFAIL.*") {
            @Override
            void begin(Rbldnsd lists) throws IOException {
                lists.remove("ip4.zone");
            }
        },
        OUTSIDE_LOOPBACK("it answers 192.0.2.7, which lies outside 127.0.0.0/8", ":192.0.2.7:for sale\n" + EVERYBODY),
        OPERATORS_CODE(
                "the list's operator refuses to answer .127.255.255.254.",
                ":127.255.255.254:ask by a resolver of your own\n" + EVERYBODY),
        OPERATORS_CODE_FOR_A_WRONG_NAME(
                "the list's operator refuses to answer .127.255.255.252.",
                ":127.255.255.252:typing error\n" + EVERYBODY),
        OPERATORS_CODE_FOR_TOO_MANY_QUESTIONS(
                "the list's operator refuses to answer .127.255.255.255.", ":127.255.255.255:too many\n" + EVERYBODY),
        OPERATORS_CODE_OF_ITS_OWN(
                "its operator refuses to answer .errors = 127.0.0.255.",
                ":127.0.0.255:blocked, as DNSWL says it\n" + EVERYBODY),
        EMPTIED("it does not list 127.0.0.2, which every such list must", "");

        private final String why;
        private final String zone;

        Fault(String why) {
            this(why, WELL);
        }

        /** One of what the list says. */
        Fault(String why, String zone) {
            this.why = why;
            this.zone = zone;
        }

        void begin(Rbldnsd lists) throws IOException {
            lists.replace("ip4.zone", zone);
        }

        void end(Rbldnsd lists) throws IOException {
            lists.replace("ip4.zone", WELL);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path folder = started.add(TestFolder.make("faults")).path();
        lists = started.add(Rbldnsd.start(folder));
        lists.replace("ip4.zone", WELL);
        // Nobody can advance unbound's clock, and so it must remember nothing from before.
        unbound = started.add(Unbound.start(
                folder, lists.address(), "cache-max-ttl: 0", "cache-max-negative-ttl: 0", "infra-host-ttl: 1"));
        startDeciding(config(folder));
        until("the list to serve", this::serving);
        refusesTheListed();
    }

    private DoorwardConfig config(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("doorward.toml"), LIST);
        LoadResult loaded = new ConfigLoader(
                        file, Map.of(), CheckNames.ALL, new StateDirectory(Map.of(), folder, folder))
                .load(
                        Optional.of(file),
                        List.of("dns.servers=127.0.0.1:" + unbound.address().getPort()));
        assertThat(loaded).as("%s", loaded).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) loaded).config();
    }

    private void startDeciding(DoorwardConfig config) {
        dns = NettyDns.start(config.dns(), ServerConfig.Transport.AUTO, this::nanos, DnsEvents.IGNORED);
        book = new HealthBook(dns, time, time, Duration.ofHours(1), DnsblEvents.IGNORED);
        DnsblClient client = new DnsblClient(config.dnsbl(), book, dns, dns::after, this::nanos);
        deadline = config.decision().deadline();
        pipeline = new Pipeline(
                List.of(new HeloCheck(config.helo(), "localhost", Set.of()), new DnsblCheck(client)),
                new Judge(
                        config.decision().rejectAt(),
                        config.decision().rejectSources(),
                        config.decision().rejectText()),
                new Pipeline.Rules(deadline, false, Set.of()),
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

    private long nanos() {
        return System.nanoTime() + time.nanos();
    }

    @AfterEach
    void stop() throws IOException {
        book.close();
        dns.close();
        loop.shutdownNow();
        started.close();
    }

    @ParameterizedTest
    @EnumSource
    void aListThatBreaksWhileItServesRefusesNobodyIsParkedAndComesBack(Fault fault) throws IOException {
        fault.begin(lists);
        refusesNobody(decideAboutSome());
        until("the list to be parked", this::parked);
        assertThat(status().why()).matches(fault.why);
        refusesNobody(decideAboutSome());

        fault.end(lists);
        comesBack();
    }

    @Test
    void aListThatBeginsToListTheWorldRefusesNobodyAloneAndNobodyAtAllFromItsNextProofOn() throws IOException {
        lists.replace("ip4.zone", ":127.0.0.2:world\n" + EVERYBODY);
        List<Decision> innocent = decide(Inquiries.stranger().helo("mail.example.org"));
        assertThat(innocent).allMatch(decision -> decision.verdict() instanceof Verdict.Pass);
        assertThat(innocent).anyMatch(decision -> !saidByLists(decision).isEmpty());

        time.advance(Duration.ofMinutes(30));
        Waiting.until("the list to be parked", this::parked);
        assertThat(status().why()).isEqualTo("it lists 127.0.0.1, and so everybody");
        refusesNobody(decideAboutSome());
        clients = 0;
        refusesNobody(decideAboutSome());

        lists.replace("ip4.zone", WELL);
        comesBack();
    }

    @Test
    void whileTheResolverIsGoneNobodyIsRefusedNothingWaitsForLongAndNoListIsParkedForIt() throws IOException {
        unbound.close();
        refusesNobody(decideAboutSome());
        Waiting.until("that no name server answers to be known", () -> {
            refusesNobody(decideAboutSome());
            return !dns.status().available();
        });
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            refusesNobody(decideAboutSome());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline);
        assertThat(status().state()).isNotEqualTo(State.PARKED);

        unbound.startAgain();
        comesBack();
    }

    /** Unbound takes some seconds to ask a server again that did not answer; the list's proofs meanwhile would only fail. */
    private void comesBack() {
        DnsQuestion entry = new DnsQuestion("2.0.0.127.bl.test", DnsQuestion.Type.A);
        Waiting.until(
                "unbound to find the list again",
                () -> dns.askAnew(entry)
                                .toCompletableFuture()
                                .orTimeout(30, TimeUnit.SECONDS)
                                .join()
                        instanceof DnsAnswer.Found);
        until("the list to be back", this::serving);
        refusesTheListed();
    }

    private boolean serving() {
        return status().state() == State.SERVING;
    }

    private boolean parked() {
        return status().state() == State.PARKED;
    }

    private ListStatus status() {
        return book.status().get(0);
    }

    /** Lets the time go on to the list's next proof until something is so. */
    private void until(String awaited, BooleanSupplier condition) {
        Waiting.until(awaited, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            status().nextProbe().ifPresent(next -> time.advance(Duration.between(time.instant(), next)));
            return condition.getAsBoolean();
        });
    }

    private List<Decision> decideAboutSome() {
        return decide(Inquiries.stranger().helo("mx.test.invalid"));
    }

    /** Decisions about clients that nobody has asked about yet, all at once. */
    private List<Decision> decide(Inquiries inquiry) {
        List<CompletableFuture<Decision>> decisions = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = ++clients;
            Inquiries client = inquiry.from("198.51." + number / 200 + "." + (number % 200 + 3));
            decisions.add(
                    pipeline.decide(client.get(), loop).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS));
        }
        return decisions.stream().map(CompletableFuture::join).toList();
    }

    private void refusesTheListed() {
        Waiting.until(
                "who is listed to be refused",
                () -> decideAboutSome().stream().allMatch(decision -> decision.verdict() instanceof Verdict.Reject));
    }

    private void refusesNobody(List<Decision> decisions) {
        for (Decision decision : decisions) {
            assertThat(decision.verdict()).isInstanceOf(Verdict.Pass.class);
            assertThat(decision.took()).isLessThan(deadline);
            assertThat(decision.evidence().points()).as("for the HELO").isPositive();
            assertThat(saidByLists(decision)).isEmpty();
        }
    }

    private static List<Sign> saidByLists(Decision decision) {
        return decision.evidence().against().stream()
                .filter(sign -> sign.source().startsWith("dnsbl"))
                .toList();
    }
}
