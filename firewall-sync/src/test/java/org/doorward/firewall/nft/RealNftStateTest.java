package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.doorward.firewall.nft.NftNetns.CLIENT4;
import static org.doorward.firewall.nft.NftNetns.NEIGHBOUR4;
import static org.doorward.firewall.nft.NftNetns.ban;
import static org.doorward.firewall.nft.NftNetns.network;
import static org.doorward.firewall.nft.NftNetns.wanted;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.nft.NftSettings.Action;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel holds, what others do to it, and what of it is seen: the real nft in a namespace of its own. */
class RealNftStateTest {

    private static NftNetns host;

    @BeforeAll
    static void makeNamespaces() {
        host = new NftNetns();
    }

    @AfterAll
    static void takeThemAway() {
        if (host != null) {
            host.close();
        }
    }

    @BeforeEach
    void beginWithout() {
        host.nft("flush", "ruleset");
    }

    private static NftFirewall firewall() {
        return new NftFirewall(host.settings());
    }

    private static NftFirewall built(FirewallBan... bans) throws FirewallException {
        NftFirewall firewall = firewall();
        firewall.rebuild(wanted(bans), Instant.now());
        return firewall;
    }

    @Test
    void asMadeItIsInPlaceWithAnyPortsAndAnyAction() throws FirewallException {
        for (Action action : Action.values()) {
            for (Set<Integer> ports : List.of(Set.of(25), Set.of(25, 465, 587))) {
                NftSettings settings = host.settings().withAction(action).withPorts(ports);
                try (NftFirewall firewall = new NftFirewall(settings.withTable("doorward_" + action))) {
                    firewall.rebuild(wanted(), Instant.now());

                    assertThat(firewall.look())
                            .isEqualTo(new Look(
                                    State.IN_PLACE,
                                    "",
                                    Map.of("banned4", 0L, "banned6", 0L, "dropped4", 0L, "dropped6", 0L)));
                }
            }
        }
    }

    @Test
    void whatNftListsLoadsAgainAndIsInPlace() throws Exception {
        try (NftFirewall firewall = built(ban(CLIENT4 + "/32", 600), ban("2001:db8::/64", 600))) {
            String listed = host.nft("list", "ruleset");
            host.nft("flush", "ruleset");
            host.nft(listed);

            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(2);
        }
    }

    @Test
    void aFlushedRulesetIsGone() throws FirewallException {
        try (NftFirewall firewall = built(ban(CLIENT4 + "/32", 600))) {
            host.nft("flush", "ruleset");

            assertThat(firewall.look().state()).isEqualTo(State.GONE);
            assertThat(firewall.look().counters()).isEmpty();
        }
    }

    @Test
    void whatIsChangedInItIsNamed() throws FirewallException {
        assertAltered("flush chain inet doorward mail", "the chain mail has other rules");
        assertAltered("insert rule inet doorward mail ip saddr 10.0.0.1 accept", "the chain mail has other rules");
        assertAltered("add rule inet doorward banned4_24 accept", "the chain banned4_24 has other rules");
        assertAltered("flush chain inet doorward mail; delete set inet doorward drop6", "the set drop6 is missing");
        assertAltered(
                "flush chain inet doorward mail; delete set inet doorward drop6;"
                        + " add set inet doorward drop6 { type ipv4_addr; }",
                "the set drop6 is another");
        assertAltered("add chain inet doorward more", "the chain more is not ours");
        assertAltered("flush table inet doorward; delete counter inet doorward dropped4", "dropped4 is missing");
        assertAltered(
                "flush chain inet doorward prerouting; delete chain inet doorward prerouting",
                "the chain prerouting is missing");
        assertAltered(
                "flush chain inet doorward prerouting; delete chain inet doorward prerouting;"
                        + " add chain inet doorward prerouting { type filter hook input priority -300; }",
                "the chain prerouting is not at its hook");
    }

    private static void assertAltered(String change, String difference) throws FirewallException {
        try (NftFirewall firewall = built()) {
            host.nft(change);

            Look look = firewall.look();
            assertThat(look.state()).as(change).isEqualTo(State.ALTERED);
            assertThat(look.detail()).as(change).contains(difference);
        }
    }

    @Test
    void aRuleThatWasReplacedIsSeenByItsComment() throws FirewallException {
        try (NftFirewall firewall = built()) {
            String rule = host.nft("-a", "list", "chain", "inet", "doorward", "banned4_32")
                    .lines()
                    .filter(line -> line.contains("counter name \"banned4\""))
                    .findFirst()
                    .orElseThrow();
            String handle = rule.substring(rule.indexOf("# handle ") + 9);
            host.nft("replace rule inet doorward banned4_32 handle " + handle + " counter name banned4 accept");

            assertThat(firewall.look().state()).isEqualTo(State.ALTERED);
        }
    }

    @Test
    void tablesOfOthersAreNotLookedAtEvenWhereTheyAreAsleep() throws FirewallException {
        host.nft(
                "add table ip doorward { flags dormant; }; add table inet aaa { flags dormant; };"
                        + " add chain inet aaa prerouting; add rule inet aaa prerouting ip saddr { 10.0.0.1, 10.0.0.2 } accept");
        try (NftFirewall firewall = built()) {
            host.nft("add table inet zzz { flags dormant; }");

            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            host.nft("add table inet doorward { flags dormant; }");
            assertThat(firewall.look().state()).isEqualTo(State.ASLEEP);
        }
    }

    @Test
    void otherSettingsAreAnAlteration() throws FirewallException {
        try (NftFirewall firewall = built();
                NftFirewall other = new NftFirewall(host.settings().withPorts(Set.of(25, 587)))) {
            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(other.look().state()).isEqualTo(State.ALTERED);
        }
    }

    /** The table, and at the next time one with a rule. */
    private static final String DELETED = "delete table inet doorward; add table inet doorward;"
            + " add chain inet doorward any; add rule inet doorward any accept";

    @Test
    void theWatchHearsAFlushADeletionAndAChangedRuleAtOnceAndNoElement() throws Exception {
        BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
        try (NftFirewall firewall = built()) {
            firewall.watch(() -> heard.add(Instant.now()));
            untilHeard(heard, DELETED);

            firewall.rebuild(wanted(), Instant.now());
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
            untilQuiet(heard);
            host.nft("add element inet doorward b4_32 { 198.51.100.99 timeout 1h };"
                    + " delete element inet doorward b4_32 { 198.51.100.99 }");
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            for (String deletion : List.of(
                    "flush ruleset",
                    "delete table inet doorward",
                    "flush table inet doorward",
                    "flush chain inet doorward banned4_32")) {
                firewall.rebuild(wanted(), Instant.now());
                untilQuiet(heard);
                Instant began = Instant.now();
                host.nft(deletion);
                Instant told = heard.poll(10, TimeUnit.SECONDS);
                assertThat(told).isNotNull();
                System.out.println("\"" + deletion + "\" was heard after "
                        + java.time.Duration.between(began, told).toMillis() + " ms");
            }
        }
        untilQuiet(heard);
        host.nft(DELETED);
        host.nft("delete table inet doorward");
        assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    private static void untilQuiet(BlockingQueue<Instant> heard) throws InterruptedException {
        while (heard.poll(1, TimeUnit.SECONDS) != null) {
            heard.clear();
        }
    }

    /** A monitor that was started a moment ago may not listen yet. */
    private static void untilHeard(BlockingQueue<Instant> heard, String deletion) throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            host.nft(deletion);
            if (heard.poll(200, TimeUnit.MILLISECONDS) != null) {
                heard.clear();
                return;
            }
        }
        throw new AssertionError("nothing was heard");
    }

    @Test
    void aMonitorThatIsKilledIsStartedAgainAndTellsToLook() throws Exception {
        BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
        try (NftFirewall firewall = built()) {
            firewall.watch(() -> heard.add(Instant.now()));
            untilHeard(heard, DELETED);
            monitors().forEach(ProcessHandle::destroyForcibly);

            assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
            untilHeard(heard, DELETED);
        }
        Instant deadline = Instant.now().plusSeconds(10);
        while (!monitors().isEmpty()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    private static List<ProcessHandle> monitors() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains("monitor"))
                        .orElse(false))
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    @Test
    void changesWhereThereIsNoTableAreGone() throws FirewallException {
        try (NftFirewall firewall = firewall()) {
            assertKind(FirewallException.Kind.GONE, () -> firewall.apply(one(CLIENT4), Instant.now()));
            assertKind(FirewallException.Kind.GONE, () -> firewall.replace(List.of(), List.of()));
            assertKind(FirewallException.Kind.GONE, () -> firewall.read(Instant.now()));
            assertKind(FirewallException.Kind.GONE, firewall::knocks);
            assertKind(FirewallException.Kind.GONE, () -> firewall.sleep(true));
            assertKind(FirewallException.Kind.GONE, () -> firewall.sleep(false));
            assertThat(host.nft("list", "ruleset")).isEmpty();
        }
    }

    private static BanChanges one(String address) {
        return new BanChanges(List.of(), List.of(ban(address + "/32", 600)));
    }

    private static void assertKind(
            FirewallException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(FirewallException.class, call))
                .isNotNull()
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void aFullSetSaysSoAndKeepsWhatItHolds() throws FirewallException {
        // The kernel's room is what is asked for and one step of changes.
        try (NftFirewall firewall = new NftFirewall(host.settings().withMost(10, 10))) {
            firewall.rebuild(wanted(), Instant.now());
            firewall.apply(new BanChanges(List.of(), many(0, 5000)), Instant.now());
            firewall.apply(new BanChanges(List.of(), many(5000, 10)), Instant.now());

            assertKind(FirewallException.Kind.FULL, () -> firewall.apply(one(CLIENT4), Instant.now()));
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(5010);
            List<Cidr> some = many(0, 100).stream().map(FirewallBan::network).toList();
            firewall.apply(new BanChanges(some, many(5010, 50)), Instant.now());
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(4960);
            assertKind(
                    FirewallException.Kind.FULL,
                    () -> firewall.rebuild(new Wanted(BanSet.of(many(0, 6000)), List.of(), List.of()), Instant.now()));
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(4960);
        }
    }

    static List<FirewallBan> many(int from, int count) {
        long until = Instant.now().getEpochSecond() + 86_400;
        List<FirewallBan> bans = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            byte[] address = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            bans.add(
                    new FirewallBan(Cidr.of(org.doorward.store.net.IpAddress.ofBytes(address), 32), until, "B7K2M9QX"));
        }
        return bans;
    }

    @Test
    void elementsOfOthersAreReadAndThoseWithoutEndToo() throws FirewallException {
        try (NftFirewall firewall = built(ban(CLIENT4 + "/32", 600))) {
            host.nft("add element inet doorward b4_32 { 10.9.9.9 };"
                    + " add element inet doorward b4_24 { 10.9.9.0 timeout 1h comment \"by hand\" };"
                    + " add element inet doorward b4_24 { 10.9.9.1 timeout 1h };"
                    + " add element inet doorward b6_64 { ::ffff:10.1.2.3 timeout 1h }");

            Instant now = Instant.now();
            BanSet read = firewall.read(now);
            assertThat(read.size()).isEqualTo(3);
            assertThat(read.get(network("10.9.9.9/32")).orElseThrow().until()).isEqualTo(Long.MAX_VALUE);
            assertThat(read.get(network("10.9.9.0/24")).orElseThrow().until())
                    .isCloseTo(now.getEpochSecond() + 3600, within(3L));
            firewall.apply(
                    new BanChanges(List.of(network("10.9.9.9/32"), network("10.9.9.0/24")), List.of()), Instant.now());
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(1);
        }
    }

    @Test
    void afterAnyChangesTheKernelHoldsWhatTheModelHolds() throws FirewallException {
        long seed = new Random().nextLong();
        System.out.println("Seed " + seed);
        Random random = new Random(seed);
        Map<Cidr, FirewallBan> model = new HashMap<>();
        try (NftFirewall firewall = built()) {
            for (int round = 0; round < 60; round++) {
                Instant now = Instant.now();
                BanChanges changes = changes(random, now);
                if (random.nextInt(10) == 0) {
                    changes.begin().forEach(ban -> model.put(ban.network(), ban));
                    firewall.rebuild(new Wanted(BanSet.of(model.values()), List.of(), List.of()), now);
                } else {
                    changes.end().forEach(model::remove);
                    changes.begin().forEach(ban -> model.put(ban.network(), ban));
                    firewall.apply(changes, now);
                }
                model.values().removeIf(ban -> ban.until() <= now.getEpochSecond());

                assertThat(firewall.quarantined()).isZero();
                assertSame(firewall.read(Instant.now()), model, now);
            }
        }
    }

    /** Of few networks, so that many meet; with ends that were long ago, or are never. */
    private static BanChanges changes(Random random, Instant now) {
        List<Cidr> end = new ArrayList<>();
        List<FirewallBan> begin = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            Cidr network = network(
                    switch (random.nextInt(3)) {
                        case 0 -> "198.51.100." + random.nextInt(40) + "/32";
                        case 1 -> "198.51." + random.nextInt(40) + ".0/24";
                        default -> "2001:db8:0:" + random.nextInt(40) + "::/64";
                    });
            long until = switch (random.nextInt(8)) {
                case 0 -> now.getEpochSecond() - random.nextInt(100);
                case 1 -> Long.MAX_VALUE - random.nextInt(100);
                default -> now.getEpochSecond() + 1000 + random.nextInt(300_000_000);
            };
            if (random.nextBoolean()) {
                begin.add(new FirewallBan(network, until, ""));
            } else {
                end.add(network);
            }
        }
        return new BanChanges(end, begin);
    }

    private static void assertSame(BanSet read, Map<Cidr, FirewallBan> model, Instant now) {
        assertThat(read.all()).extracting(FirewallBan::network).containsExactlyInAnyOrderElementsOf(model.keySet());
        for (FirewallBan ban : model.values()) {
            long until = read.get(ban.network()).orElseThrow().until();
            long longest = now.getEpochSecond() + NftScript.LONGEST_SECONDS;
            if (ban.until() > longest) {
                assertThat(until).isBetween(now.getEpochSecond() + 9 * 365 * 86_400L, longest + 10);
            } else {
                assertThat(until).isCloseTo(ban.until(), within(10L));
            }
        }
    }

    @Test
    void aPlanIsWhatARebuildDoes() throws FirewallException {
        try (NftFirewall firewall = firewall()) {
            Wanted wanted = new Wanted(
                    BanSet.of(List.of(ban(CLIENT4 + "/32", 600), ban(NEIGHBOUR4 + "/32", 600))),
                    List.of(network("127.0.0.0/8")),
                    List.of(network("10.0.0.0/8")));
            host.nft(firewall.plan(wanted, Instant.now()));

            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(firewall.read(Instant.now()).size()).isEqualTo(2);
            assertThat(firewall.plan(new Wanted(BanSet.of(many(0, 1000)), List.of(), List.of()), Instant.now()))
                    .contains("# ... and 980 more");
        }
    }

    @Test
    void allNetworksCanBeAllowed() throws FirewallException {
        try (NftFirewall firewall = built()) {
            firewall.replace(List.of(network("0.0.0.0/0"), network("::/0"), network("10.0.0.0/8")), List.of());
            firewall.replace(
                    List.of(network("255.255.255.255/32"), network("0.0.0.0/32")), List.of(network("ff00::/8")));

            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
        }
    }
}
