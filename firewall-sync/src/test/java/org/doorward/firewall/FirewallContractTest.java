package org.doorward.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.real.Netns;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What each firewall of this host's kernel does, with real packets: a server in one namespace, a client with many addresses in another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FirewallContractTest {

    /** The client's addresses. */
    protected static final String CLIENT4 = "198.51.100.7";

    protected static final String NEIGHBOUR4 = "198.51.100.8";
    protected static final String OTHER4 = "10.20.30.40";
    protected static final String CLIENT6 = "2001:db8:1:2::7";
    protected static final String OTHER6 = "2001:db8:1:3::7";
    private static final String SERVER4 = "198.51.100.1";
    private static final String SERVER6 = "2001:db8:1:1::1";

    /** Both namespaces, "server" and "client". */
    protected Netns net;

    protected Firewall firewall;

    /**
     * The firewall of the server.
     *
     * @param programs how a program is started there
     */
    protected abstract Firewall make(Function<String, List<String>> programs);

    /** Requires what it needs of this host, or skips. */
    protected abstract void require();

    /** Whether it leaves other ports open. */
    protected boolean closesPortsOnly() {
        return true;
    }

    @BeforeAll
    void makeNamespaces() {
        require();
        net = Netns.of("server", "client");
        net.link("server", "client");
        net.address("server", "client", SERVER4 + "/24");
        net.address("server", "client", SERVER6 + "/64");
        for (String address : List.of(CLIENT4 + "/24", NEIGHBOUR4 + "/24", OTHER4 + "/32", "2001:db8:1:1::7/64")) {
            net.address("client", "server", address);
        }
        net.address("client", "server", CLIENT6 + "/128");
        net.address("client", "server", OTHER6 + "/128");
        net.route("server", "client", "10.0.0.0/8");
        net.route("server", "client", "2001:db8:1::/48");
        net.listen("server", 25);
        net.listen("server", 22);
    }

    @AfterAll
    void takeThemAway() {
        if (net != null) {
            net.close();
        }
    }

    @BeforeEach
    void makeFirewall() {
        firewall = make(this::program);
    }

    @AfterEach
    void removeIt() throws FirewallException {
        firewall.remove();
        firewall.close();
    }

    /** How a program is started in the server's namespace. */
    protected List<String> program(String name) {
        List<String> program = new ArrayList<>(net.prefix("server"));
        program.add(name);
        return program;
    }

    protected static void requireProgram(String part, String program) {
        org.doorward.firewall.real.RealParts.require(part, Path.of(program));
    }

    protected String connect(String from, int port) {
        return net.connect("client", from, from.contains(":") ? SERVER6 : SERVER4, port);
    }

    protected static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    protected static FirewallBan ban(String network, long seconds) {
        return new FirewallBan(network(network), Instant.now().getEpochSecond() + seconds, "B7K2M9QX");
    }

    protected static Wanted wanted(FirewallBan... bans) {
        return new Wanted(BanSet.of(List.of(bans)), List.of(), List.of());
    }

    protected void begin(FirewallBan... bans) throws FirewallException {
        firewall.apply(new BanChanges(List.of(), List.of(bans)), Instant.now());
    }

    protected void end(String... networks) throws FirewallException {
        List<Cidr> end =
                List.of(networks).stream().map(FirewallContractTest::network).toList();
        firewall.apply(new BanChanges(end, List.of()), Instant.now());
    }

    @Test
    void aRebuildDropsTheBannedOfEachLengthAndNobodyElse() throws FirewallException {
        assertThat(firewall.look().state()).isEqualTo(State.GONE);
        firewall.rebuild(
                wanted(ban(CLIENT4 + "/32", 600), ban("10.20.30.0/24", 600), ban("2001:db8:1:2::/64", 600)),
                Instant.now());

        assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        assertThat(connect(OTHER4, 25)).isEqualTo("silence");
        assertThat(connect(CLIENT6, 25)).isEqualTo("silence");
        assertThat(connect(NEIGHBOUR4, 25)).isEqualTo("connected");
        assertThat(connect(OTHER6, 25)).isEqualTo("connected");
        String other = closesPortsOnly() ? "connected" : "silence";
        assertThat(connect(CLIENT4, 22)).isEqualTo(other);
        assertThat(connect(CLIENT6, 22)).isEqualTo(other);
    }

    @Test
    void aSecondRebuildLeavesOnlyWhatItWants() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());
        firewall.rebuild(wanted(ban(NEIGHBOUR4 + "/32", 600)), Instant.now());

        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(connect(CLIENT6, 25)).isEqualTo("connected");
        assertThat(connect(NEIGHBOUR4, 25)).isEqualTo("silence");
        assertThat(networks()).containsExactly(network(NEIGHBOUR4 + "/32"));
    }

    @Test
    void changesAreAppliedAndThoseThatAreThereAlreadyDoNoHarm() throws FirewallException {
        firewall.rebuild(wanted(), Instant.now());
        for (int time = 0; time < 2; time++) {
            begin(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600));
            assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(connect(CLIENT6, 25)).isEqualTo("silence");
        }
        for (int time = 0; time < 2; time++) {
            end(CLIENT4 + "/32", "2001:db8:1:2::/64", "10.99.0.0/24");
            assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(connect(CLIENT6, 25)).isEqualTo("connected");
        }
        assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
    }

    @Test
    void whatIsReadIsWhatWasPutThereWithItsLastEnd() throws FirewallException {
        BanSet model = BanSet.of(
                List.of(ban(CLIENT4 + "/32", 600), ban("10.20.30.0/24", 86_400), ban("2001:db8:7::/64", 9_000_000)));
        firewall.rebuild(new Wanted(model, List.of(), List.of()), Instant.now());
        BanChanges changes = new BanChanges(
                List.of(network("10.20.30.0/24")), List.of(ban(CLIENT4 + "/32", 7200), ban("10.8.0.1/32", 50)));
        firewall.apply(changes, Instant.now());
        model = model.with(changes);

        BanSet read = firewall.read(Instant.now());
        assertThat(read.size()).isEqualTo(model.size());
        for (FirewallBan ban : model.all()) {
            assertThat(read.get(ban.network()).orElseThrow().until())
                    .as("%s", ban.network())
                    .isCloseTo(ban.until(), within(30L));
        }
    }

    @Test
    void aBanEndsByItselfAndOnTime() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());
        Instant began = Instant.now();
        begin(ban(CLIENT4 + "/32", 10), ban("2001:db8:1:2::/64", 10));
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");

        while (!connect(CLIENT4, 25).equals("connected")
                || !connect(CLIENT6, 25).equals("connected")) {
            assertThat(Instant.now()).isBefore(began.plusSeconds(60));
            firewall.look();
        }
        assertThat(Instant.now()).isAfterOrEqualTo(began.plusSeconds(9));
        assertThat(firewall.read(Instant.now()).size()).isZero();
    }

    @Test
    void theAllowedPassWhateverElseIsSaid() throws FirewallException {
        firewall.rebuild(
                new Wanted(
                        BanSet.of(List.of(ban(CLIENT4 + "/32", 600), ban("10.20.30.0/24", 600))),
                        List.of(network("198.51.100.0/28"), network("10.20.30.40/32"), network("2001:db8:1:2::7/128")),
                        List.of(network("2001:db8:1::/48"))),
                Instant.now());

        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(connect(OTHER4, 25)).isEqualTo("connected");
        assertThat(connect(CLIENT6, 25)).isEqualTo("connected");
        assertThat(connect(OTHER6, 25)).isEqualTo("silence");
    }

    @Test
    void bothListsAreReplacedWhole() throws FirewallException {
        firewall.rebuild(wanted(), Instant.now());
        firewall.replace(List.of(network(CLIENT4 + "/32")), List.of(network("198.51.100.0/29"), network("10.0.0.0/8")));
        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(connect(OTHER4, 25)).isEqualTo("silence");

        firewall.replace(List.of(network("10.20.0.0/16")), List.of(network("198.51.100.7/32")));
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        assertThat(connect(OTHER4, 25)).isEqualTo("connected");

        firewall.replace(List.of(), List.of());
        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(firewall.read(Instant.now()).size()).isZero();
        assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
    }

    @Test
    void asleepItLetsAllPassAndKeepsWhatItHolds() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());
        for (int time = 0; time < 2; time++) {
            firewall.sleep(true);
            assertThat(firewall.look().state()).isEqualTo(State.ASLEEP);
            assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(connect(CLIENT6, 25)).isEqualTo("connected");
        }
        for (int time = 0; time < 2; time++) {
            firewall.sleep(false);
            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        }
        firewall.sleep(true);
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
    }

    @Test
    void whatIsSavedIsRestored() throws FirewallException {
        firewall.rebuild(
                new Wanted(
                        BanSet.of(List.of(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600))),
                        List.of(network("10.20.30.40/32")),
                        List.of(network("10.0.0.0/8"))),
                Instant.now());
        String saved = firewall.save();
        firewall.rebuild(wanted(ban(NEIGHBOUR4 + "/32", 600)), Instant.now());
        firewall.restore(saved);

        assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        assertThat(connect(CLIENT6, 25)).isEqualTo("silence");
        assertThat(connect(NEIGHBOUR4, 25)).isEqualTo("connected");
        assertThat(connect(OTHER4, 25)).isEqualTo("connected");
        firewall.remove();
        assertThat(firewall.save()).isEmpty();
        firewall.restore(saved);
        assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        firewall.restore("");
        assertThat(firewall.look().state()).isEqualTo(State.GONE);
    }

    @Test
    void removedNothingIsLeft() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());
        firewall.remove();
        firewall.remove();

        assertThat(firewall.look().state()).isEqualTo(State.GONE);
        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(connect(CLIENT6, 25)).isEqualTo("connected");
    }

    @Test
    void fiveThousandChangesAtOnceAreTaken() throws FirewallException {
        firewall.rebuild(wanted(), Instant.now());
        FirewallBan[] bans = new FirewallBan[Firewall.MOST_CHANGES];
        for (int i = 0; i < bans.length; i++) {
            bans[i] = ban("10.77." + i / 250 + "." + (i % 250 + 1) + "/32", 600);
        }
        begin(bans);
        assertThat(firewall.read(Instant.now()).size()).isEqualTo(bans.length);
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        assertThat(networks()).containsExactly(network(CLIENT4 + "/32"));
    }

    private List<Cidr> networks() throws FirewallException {
        return firewall.read(Instant.now()).all().stream()
                .map(FirewallBan::network)
                .toList();
    }
}
