package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.firewall.egress.EgressScriptTest.networks;
import static org.doorward.firewall.egress.EgressScriptTest.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.firewall.egress.EgressSettings.Where;
import org.doorward.firewall.guard.host.HostProgram;
import org.doorward.firewall.nft.NftCommand;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lock on a real router between clients and the world, and on a real host. */
class RealEgressTest {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final String ROGUE = "10.7.0.2";
    private static final String MAIL_HOST = "10.7.0.3";
    private static final String ROGUE_V6 = "2001:db8:7::2";
    private static final String MAIL_HOST_V6 = "2001:db8:7::3";
    private static final String WORLD = "198.51.100.1";
    private static final String WORLD_V6 = "2001:db8:8::1";

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void cutsARogueClientBehindARouterFromPort25AndNobodyElse() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of());
            lock.install();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
            assertThat(net.connect("client", ROGUE_V6, WORLD_V6, 25)).isEqualTo("refused");
            assertThat(net.connect("client", MAIL_HOST, WORLD, 25)).isEqualTo("connected");
            assertThat(net.connect("client", MAIL_HOST_V6, WORLD_V6, 25)).isEqualTo("connected");
            assertThat(net.connect("client", ROGUE, WORLD, 587)).isEqualTo("connected");
            assertThat(net.connect("client", ROGUE_V6, WORLD_V6, 587)).isEqualTo("connected");
            // What the router itself opens is no business of a lock on what passes through it.
            assertThat(net.connect("router", "198.51.100.2", WORLD, 25)).isEqualTo("connected");
            assertThat(lock.step()).containsExactlyInAnyOrder(rogue(ROGUE, 1), rogue(ROGUE_V6, 1));
            assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 2, 2, 0));
        }
    }

    @Test
    void tellsOfARogueOnceAWindow() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of());
            lock.install();
            assertThat(lock.step()).isEmpty();
            net.connect("client", ROGUE, WORLD, 25);
            assertThat(lock.step()).containsExactly(rogue(ROGUE, 1));
            net.connect("client", ROGUE, WORLD, 25);
            net.connect("client", ROGUE, WORLD, 25);
            assertThat(lock.step()).isEmpty();
            now = now.plus(WINDOW);
            assertThat(lock.step()).containsExactly(rogue(ROGUE, 2));
            now = now.plus(WINDOW);
            assertThat(lock.step()).isEmpty();
        }
    }

    @Test
    void onlyCountsWhereItObserves() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.FORWARD, Mode.OBSERVE), List.of(), List.of());
            lock.install();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("connected");
            assertThat(lock.step()).containsExactly(rogue(ROGUE, 1));
        }
    }

    @Test
    void letsEverybodyConnectToLocalNetworks() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(
                    net,
                    settings(Where.FORWARD, Mode.ENFORCE),
                    List.of(),
                    networks("198.51.100.0/24", "198.51.100.1/32", "2001:db8:8::/48"));
            lock.install();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("connected");
            assertThat(net.connect("client", ROGUE_V6, WORLD_V6, 25)).isEqualTo("connected");
            assertThat(lock.step()).isEmpty();
        }
    }

    @Test
    void letsOnlyTheNamedUserOfAHostConnect() throws Exception {
        RealParts.require("setpriv", Path.of("/usr/bin/setpriv"));
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.OUTPUT, Mode.ENFORCE), List.of(4025L), List.of());
            lock.install();
            assertThat(connectAs(net, 4025, WORLD, 25)).isEqualTo("connected");
            assertThat(connectAs(net, 4026, WORLD, 25)).isEqualTo("refused");
            assertThat(connectAs(net, 4026, WORLD_V6, 25)).isEqualTo("refused");
            assertThat(connectAs(net, 0, WORLD, 25)).isEqualTo("refused");
            assertThat(connectAs(net, 4026, WORLD, 587)).isEqualTo("connected");
            assertThat(lock.step()).containsExactlyInAnyOrder(user(4026, 2), user(0, 1));
            // What passes through the router is no business of a lock on what the router opens.
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("connected");
        }
    }

    @Test
    void refusesAlsoWhenTheSetOfRoguesIsFull() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of());
            nft(net, "router").run(lock.plan().replace("size 4096", "size 1"), Duration.ofSeconds(20));
            net.address("client", "router", "10.7.0.4/24");
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
            assertThat(net.connect("client", "10.7.0.4", WORLD, 25)).isEqualTo("refused");
            assertThat(lock.step()).hasSize(1);
            assertThat(lock.status().refused()).isEqualTo(2);
        }
    }

    @Test
    void leavesAnOpenConnectionAlone() throws Exception {
        try (Netns net = network()) {
            Process open = net.start("client", "/usr/bin/python3", "-u", "-c", """
                    import socket, sys
                    connection = socket.create_connection(('198.51.100.1', 25), 5, ('10.7.0.2', 0))
                    connection.recv(100)
                    print('open')
                    sys.stdin.readline()
                    connection.sendall(b'HELO here')
                    connection.settimeout(0.3)
                    try:
                        print('closed' if not connection.recv(100) else 'odd')
                    except TimeoutError:
                        print('still open')
                    """);
            assertThat(open.inputReader().readLine()).isEqualTo("open");
            lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of())
                    .install();
            open.getOutputStream().write('\n');
            open.getOutputStream().flush();
            assertThat(open.inputReader().readLine()).isEqualTo("still open");
        }
    }

    @Test
    void putsItselfInPlaceAgainUntilSomebodyMeansIt() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.BOTH, Mode.ENFORCE), List.of(105L), networks("10.0.0.0/8"));
            lock.install();
            for (int times = 1; times <= 3; times++) {
                net.must("router", "nft", "flush", "ruleset");
                lock.step();
                assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
                assertThat(lock.status().healed()).isEqualTo(times);
                now = now.plusSeconds(10);
            }
            net.must("router", "nft", "flush", "ruleset");
            lock.step();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("connected");
            assertThat(lock.status().inPlace()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush table inet doorward_egress",
                "flush chain inet doorward_egress through_here",
                "insert rule inet doorward_egress forward accept",
                "insert rule inet doorward_egress through_here return comment \"mine\"",
                "add chain inet doorward_egress mine"
            })
    void putsItselfInPlaceAgainAfterItWasAltered(String change) throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.BOTH, Mode.ENFORCE), List.of(105L), networks("10.0.0.0/8"));
            lock.install();
            lock.step();
            assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 0, 0, 0));

            net.must("router", "nft", change);
            lock.step();
            assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 0, 0, 1));
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
            assertThat(lock.step()).containsExactly(rogue(ROGUE, 1));
            assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 0, 1, 1));
        }
    }

    /** A look reads no elements. */
    @Test
    void nobodyPutsTheWorldIntoTheSetsOfThoseWhoMayPass() throws Exception {
        try (Netns net = network()) {
            lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), networks("10.0.0.0/8"))
                    .install();
            for (String change : List.of(
                    "add element inet doorward_egress local4 { 198.51.100.0/24 }",
                    "add element inet doorward_egress allow4 { 10.7.0.2 }",
                    "add element inet doorward_egress allow6 { 2001:db8:7::2 }",
                    "delete element inet doorward_egress allow4 { 10.7.0.3 }")) {
                assertThatThrownBy(() -> nft(net, "router").run(change + "\n", Duration.ofSeconds(20)))
                        .as(change)
                        .isInstanceOf(FirewallException.class);
            }
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
            assertThat(net.connect("client", MAIL_HOST, WORLD, 25)).isEqualTo("connected");
        }
    }

    @Test
    void isLeftAsleepByWhomeverPutItToSleepUntilItIsWokenOrStarted() throws Exception {
        try (Netns net = network()) {
            EgressLock lock = lock(net, settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of());
            lock.install();
            net.must("router", "nft", "add table inet doorward_egress { flags dormant; }");
            for (int times = 0; times < 5; times++) {
                assertThat(lock.step()).isEmpty();
                assertThat(lock.status()).isEqualTo(new EgressLock.Status(false, 0, 0, 0));
                now = now.plusSeconds(10);
            }
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("connected");

            net.must("router", "nft", "add", "table", "inet", "doorward_egress");
            lock.step();
            assertThat(lock.status().inPlace()).isTrue();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");

            net.must("router", "nft", "add table inet doorward_egress { flags dormant; }");
            lock.install();
            assertThat(net.connect("client", ROGUE, WORLD, 25)).isEqualTo("refused");
        }
    }

    @Test
    void goesAwayAndTouchesNobodyElse() throws Exception {
        try (Netns net = network()) {
            net.must("router", "nft", "add", "table", "inet", "other");
            EgressLock lock = lock(net, settings(Where.BOTH, Mode.ENFORCE), List.of(), List.of());
            lock.install();
            lock.install();
            lock.remove();
            lock.remove();
            assertThat(net.must("router", "nft", "list", "tables")).isEqualTo("table inet other\n");
        }
    }

    @Test
    void findsTheNumbersOfUsers() throws Exception {
        HostUsers users = new HostUsers(new HostProgram());
        assertThat(users.uids(List.of("root", "4025"))).containsExactly(0L, 4025L);
        assertThatThrownBy(() -> users.uids(List.of("nobody-of-that-name")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no user nobody-of-that-name");
    }

    /** Clients, a router, and a world that listens on ports 25 and 587. */
    private static Netns network() {
        Netns net = Netns.of("client", "router", "world");
        RealParts.require("nft", Path.of("/usr/sbin/nft"));
        for (String role : List.of("client", "router", "world")) {
            // Else the router has no address to look for its neighbours with, for a second or two.
            net.must(role, "sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad");
        }
        net.link("client", "router");
        net.link("router", "world");
        net.address("client", "router", ROGUE + "/24");
        net.address("client", "router", MAIL_HOST + "/24");
        net.address("client", "router", ROGUE_V6 + "/64");
        net.address("client", "router", MAIL_HOST_V6 + "/64");
        net.address("router", "client", "10.7.0.1/24");
        net.address("router", "client", "2001:db8:7::1/64");
        net.address("router", "world", "198.51.100.2/24");
        net.address("router", "world", "2001:db8:8::2/64");
        net.address("world", "router", WORLD + "/24");
        net.address("world", "router", WORLD_V6 + "/64");
        for (List<String> side : List.of(
                List.of("client", "10.7.0.1", "2001:db8:7::1"), List.of("world", "198.51.100.2", "2001:db8:8::2"))) {
            net.must(side.get(0), "ip", "route", "add", "default", "via", side.get(1));
            net.must(side.get(0), "ip", "-6", "route", "add", "default", "via", side.get(2));
        }
        net.must("router", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        net.must("router", "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        net.listen("world", 25);
        net.listen("world", 587);
        return net;
    }

    private EgressLock lock(Netns net, EgressSettings settings, List<Long> uids, List<Cidr> local) {
        return new EgressLock(nft(net, "router"), settings, uids, local, WINDOW, () -> now);
    }

    private static NftCommand nft(Netns net, String role) {
        List<String> command = new ArrayList<>(net.prefix(role));
        command.add("nft");
        return new NftCommand(command);
    }

    private static String connectAs(Netns net, int uid, String to, int port) {
        return net.must(
                        "router",
                        "setpriv",
                        "--reuid",
                        Integer.toString(uid),
                        "--clear-groups",
                        "/usr/bin/python3",
                        "-c",
                        """
                import socket, sys
                try:
                    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), 2.0)
                    connection.settimeout(20)
                    print('connected' if connection.recv(100) else 'closed')
                except ConnectionRefusedError:
                    print('refused')
                except TimeoutError:
                    print('silence')
                """,
                        to,
                        Integer.toString(port))
                .strip();
    }

    private static Rogue rogue(String address, long attempts) {
        return new Rogue(IpAddress.parse(address), Optional.empty(), attempts);
    }

    private static Rogue user(long uid, long attempts) {
        return new Rogue(Optional.empty(), Optional.of(uid), attempts);
    }
}
