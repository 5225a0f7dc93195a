package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.doorward.check.rate.RateMemory;
import org.doorward.config.Vector;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiries;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.dns.ZoneDns;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.ownlist.OwnList;
import org.doorward.score.Offenders;
import org.doorward.score.SightingBook.Offended;
import org.doorward.spf.SenderRanges;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is known as good is neither greylisted nor banned, whatever else it does: by the real rules on a real store, and beside strangers
 * who are for the same. What it does may be refused.
 */
@Timeout(240)
class KnownAsGoodTest {

    private static final String TRAP = "trap@example.net";
    private static final String OUR_NAME = "mx.example.net";

    /** On both block lists, and on the list of good senders. */
    private static final String LISTED_AS_GOOD = "198.51.100.4";

    private static final String LISTED_AS_GOOD_V6 = "2001:db8::4";

    /** On the list of good senders at its weakest word, which takes off next to nothing. */
    private static final String HARDLY_GOOD = "198.51.100.40";

    private static final String ALLOWED = "203.0.113.6";
    private static final String EXEMPT = "203.0.113.70";
    private static final String NEVER_BANNED = "203.0.113.200";

    /** What the host itself says that it needs. */
    private static final String GATEWAY = "192.0.2.1";

    /** On both block lists, and nothing speaks for them. */
    private static final String STRANGER = "198.51.100.5";

    private static final String STRANGER_V6 = "2001:db8:5::5";

    /** Whom mail may be refused, but who is never asked to come back. */
    private static final List<String> GOOD = List.of(LISTED_AS_GOOD, LISTED_AS_GOOD_V6, HARDLY_GOOD, ALLOWED, EXEMPT);

    @TempDir
    Path folder;

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final ZoneDns dns = new ZoneDns();
    private final CapturedLog log = CapturedLog.of("org.doorward.score");
    private volatile Instant now = Inquiries.NOON;
    private volatile boolean hostSaysSo = true;
    private Store store;
    private Ruleset rules;
    private int messages;

    @BeforeEach
    void start() throws Exception {
        zones();
        Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
        store = Store.open(
                StoreConfig.defaults(folder.resolve("state")), meters, () -> now, System::nanoTime, new Random(7));
        Timer timer = (wait, task) -> () -> {};
        rules = new Ruleset(
                config(),
                new Lasting(
                        store.greylist(),
                        store.offences(),
                        new RateMemory(System::nanoTime, new Random(1), meters::rateLimited),
                        () -> OwnList.EMPTY,
                        this::neededByHost,
                        () -> now,
                        new Random(7)),
                new Lookups(
                        dns,
                        new HealthBook(dns, timer, () -> now, Duration.ofHours(1), DnsblEvents.IGNORED),
                        timer,
                        new SenderRanges(dns, List.of(), Duration.ofHours(1), loop, new Random(7))),
                loop,
                System::nanoTime,
                meters,
                List.of());
    }

    private Optional<String> neededByHost(Cidr network) {
        boolean touched = network.contains(IpAddress.parse(GATEWAY).orElseThrow());
        return hostSaysSo && touched ? Optional.of("it would touch " + GATEWAY + "/32, gateway") : Optional.empty();
    }

    private void zones() {
        for (String zone : List.of("bl-a.test", "bl-b.test", "good.test")) {
            dns.address("2.0.0.127." + zone, "127.0.0.2");
            dns.address("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." + zone, "127.0.0.2");
        }
        for (String zone : List.of("bl-a.test", "bl-b.test")) {
            dns.address("4.100.51.198." + zone, "127.0.0.2").address("40.100.51.198." + zone, "127.0.0.2");
            dns.address("5.100.51.198." + zone, "127.0.0.2");
            dns.address(v6("4.0.0.0", "0.0.0.0") + zone, "127.0.0.2");
            dns.address(v6("5.0.0.0", "5.0.0.0") + zone, "127.0.0.2");
        }
        dns.address("4.100.51.198.good.test", "127.0.0.3").address("40.100.51.198.good.test", "127.0.0.1");
        dns.address(v6("4.0.0.0", "0.0.0.0") + "good.test", "127.0.0.3");
        dns.mx("example.org", 10, "mx.example.org").txt("example.org", "v=spf1 -all");
        dns.mx("null.test", 0, "");
    }

    private static String v6(String last, String third) {
        return last + ".0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." + third + ".8.b.d.0.1.0.0.2.";
    }

    private LoadResult.Loaded config() throws IOException {
        Path file = Files.writeString(folder.resolve("doorward.toml"), """
                [spamtrap]
                recipients = ["%s"]
                [helo]
                own_names = ["%s"]
                [spf]
                ranges_of = []
                [dnsbl]
                defaults = false
                [[dnsbl.list]]
                zone = "bl-a.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.2" = 9 }
                [[dnsbl.list]]
                zone = "bl-b.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.2" = 8 }
                [[dnsbl.list]]
                zone = "good.test"
                ask = ["ipv4", "ipv6"]
                points = { "127.0.0.3" = -6, "127.0.0.1" = -0.5 }
                [[access.allow]]
                network = "203.0.113.0/26"
                [exempt]
                networks = ["203.0.113.64/26"]
                [ban]
                never = ["203.0.113.128/25"]
                """.formatted(TRAP, OUR_NAME));
        LoadResult loaded = new ConfigLoader(file, Map.of(), Set.of(), new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), List.of());
        assertThat(loaded).as("%s", loaded).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) loaded;
    }

    @AfterEach
    void stop() {
        rules.close();
        store.close();
        log.close();
        loop.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED_AS_GOOD, LISTED_AS_GOOD_V6, HARDLY_GOOD, ALLOWED, EXEMPT})
    void neitherTwoBlockListsNorAForgedHeloNorATrapHaveItGreylistedOrBanned(String client) {
        neverAskedToComeBack(decide(from(client)));
        for (int times = 0; times < 4; times++) {
            neverAskedToComeBack(decide(from(client).helo(OUR_NAME)));
            neverAskedToComeBack(decide(from(client).recipient(TRAP)));
            see(client, Vector.NON_SMTP);
            now = now.plusSeconds(5);
        }

        assertThat(banned(client)).isFalse();
        neverAskedToComeBack(decide(from(client).recipient("another@example.net")));
        assertThat(spared(client)).as("what a stranger is banned for").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {STRANGER, STRANGER_V6})
    void aStrangerIsBannedForEachOfThese(String client) {
        for (int times = 0; times < 3 && !banned(client); times++) {
            assertThat(decide(from(client).helo(OUR_NAME)).verdict().reason()).isEqualTo(Reason.SCORE);
        }
        assertThat(banned(client)).isTrue();

        now = now.plus(Duration.ofDays(40));
        decide(from(client).recipient(TRAP));
        assertThat(banned(client)).isTrue();

        now = now.plus(Duration.ofDays(40));
        see(client, Vector.NON_SMTP);
        assertThat(banned(client)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {20261126, 1, 2})
    void whateverItDoesInWhateverOrderItIsNeitherGreylistedNorBanned(long seed) {
        Random random = new Random(seed);
        List<String> clients = new ArrayList<>(GOOD);
        clients.addAll(List.of(NEVER_BANNED, GATEWAY));
        Set<Reason> heard = EnumSet.noneOf(Reason.class);
        for (int round = 0; round < 600; round++) {
            now = now.plusSeconds(random.nextInt(random.nextInt(20) == 0 ? 100_000 : 60));
            String client = clients.get(random.nextInt(clients.size()));
            if (random.nextInt(3) == 0) {
                see(client, any(random));
            } else {
                Decision decision = decide(misdeed(random, client));
                heard.add(decision.verdict().reason());
                if (GOOD.contains(client)) {
                    neverAskedToComeBack(decision);
                }
            }
            assertThat(banned(client))
                    .as("seed %d, round %d: %s", seed, round, client)
                    .isFalse();
        }
        assertThat(heard)
                .as("seed %d", seed)
                .contains(Reason.SCORE, Reason.SPAMTRAP, Reason.GREYLIST_SKIPPED, Reason.ALLOW_LISTED)
                .doesNotContain(Reason.BANNED);
        assertThat(clients).as("seed %d", seed).allMatch(this::spared);
    }

    @Test
    void whomTheHostNeedsIsNotBannedAndABanThatStoodBeforeIsNotEnforced() {
        decide(from(GATEWAY).recipient(TRAP));
        see(GATEWAY, Vector.NON_SMTP);
        assertThat(banned(GATEWAY)).isFalse();
        assertThat(spared(GATEWAY)).isTrue();

        hostSaysSo = false;
        see(GATEWAY, Vector.NON_SMTP);
        assertThat(banned(GATEWAY)).isTrue();
        assertThat(decide(from(GATEWAY)).verdict().reason()).isEqualTo(Reason.BANNED);

        hostSaysSo = true;
        assertThat(decide(from(GATEWAY)).verdict().reason()).isNotEqualTo(Reason.BANNED);
    }

    @Test
    void aNetworkThatTheGreylistAllowsIsNotBanned() {
        String client = "192.0.2.9";
        String neighbour = "192.0.2.77";
        for (int triplet = 0; triplet < 5; triplet++) {
            Inquiries mail = from(client).recipient("r" + triplet + "@example.net");
            assertThat(decide(mail).verdict().reason()).isEqualTo(Reason.GREYLISTED);
            now = now.plus(Duration.ofMinutes(10));
            assertThat(decide(mail).verdict().reason()).isEqualTo(Reason.GREYLIST_PASSED);
            now = now.plus(Duration.ofHours(1));
        }
        assertThat(decide(from(neighbour)).verdict().reason()).isEqualTo(Reason.AUTO_ALLOWED);

        for (String sinner : List.of(client, neighbour)) {
            assertThat(decide(from(sinner).recipient(TRAP)).verdict().reason()).isEqualTo(Reason.SPAMTRAP);
            see(sinner, Vector.NON_SMTP);
            assertThat(banned(sinner)).isFalse();
        }
        String elsewhere = "192.0.3.9";
        decide(from(elsewhere).recipient(TRAP));
        assertThat(banned(elsewhere)).isTrue();
    }

    @Test
    void aNetworkThatIsNeverBannedIsGreylistedAsAnybody() {
        assertThat(decide(from(NEVER_BANNED)).verdict().reason()).isEqualTo(Reason.GREYLISTED);
        decide(from(NEVER_BANNED).recipient(TRAP));
        assertThat(banned(NEVER_BANNED)).isFalse();
    }

    private static Inquiries misdeed(Random random, String client) {
        return from(client)
                // A bounce is greylisted at its end.
                .at(random.nextInt(3) == 0 ? ProtocolState.DATA : ProtocolState.RCPT)
                .helo(one(random, "mail.example.org", OUR_NAME, "localhost", "[192.0.2.1]", "", "under_score"))
                .named(one(random, "", "mail.example.org", "198-51-100-4.dyn.example.com"))
                .sender(one(random, "", "alice@example.org", "a@null.test", "a@no.test", "bob@example.net"))
                .recipient(one(random, "bob@example.net", "carol@example.net", "dave@example.net", TRAP));
    }

    private static Vector any(Random random) {
        List<Vector> all = Vector.builtIn();
        return all.get(random.nextInt(all.size()));
    }

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static Inquiries from(String client) {
        return Inquiries.stranger().from(client).named("mail.example.org");
    }

    private Decision decide(Inquiries inquiry) {
        return wait(rules.decider()
                .decide(inquiry.at(now).instance("m" + messages++).get(), loop));
    }

    /** Has a log tell of an offence. */
    private void see(String client, Vector vector) {
        Optional<Offended> offended =
                new Sighting(address(client), vector, now, "a line of a log").offence(rules.banRules());
        offended.ifPresent(one -> wait(rules.sightings().record(one, now)));
    }

    private static void neverAskedToComeBack(Decision decision) {
        assertThat(decision.verdict()).as("%s", decision).isNotInstanceOf(Verdict.Defer.class);
        assertThat(decision.verdict().reason()).as("%s", decision).isNotEqualTo(Reason.BANNED);
    }

    private boolean banned(String client) {
        return store.offences().standing(address(client), now).isPresent();
    }

    /** Whether a ban was due, and was refused. */
    private boolean spared(String client) {
        String network = Offenders.of(address(client)).toString();
        return log.messages().stream()
                .anyMatch(message -> message.startsWith("not banned: " + network + " would be for "));
    }

    private static IpAddress address(String client) {
        return IpAddress.parse(client).orElseThrow();
    }

    private static <T> T wait(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
