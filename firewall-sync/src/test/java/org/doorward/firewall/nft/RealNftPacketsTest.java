package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.doorward.firewall.nft.NftNetns.CLIENT4;
import static org.doorward.firewall.nft.NftNetns.CLIENT6;
import static org.doorward.firewall.nft.NftNetns.NEIGHBOUR4;
import static org.doorward.firewall.nft.NftNetns.OTHER4;
import static org.doorward.firewall.nft.NftNetns.OTHER6;
import static org.doorward.firewall.nft.NftNetns.SERVER4;
import static org.doorward.firewall.nft.NftNetns.ban;
import static org.doorward.firewall.nft.NftNetns.network;
import static org.doorward.firewall.nft.NftNetns.wanted;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.nft.NftSettings.Action;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of packets: two namespaces, a client that knocks at a server, and the real nft in between. */
class RealNftPacketsTest {

    private static NftNetns host;

    @BeforeAll
    static void makeNamespaces() {
        host = new NftNetns().listening();
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

    private static NftFirewall firewall(Action action) {
        return new NftFirewall(host.settings().withAction(action));
    }

    @Test
    void aBannedAddressGetsNoAnswerAtThePortOfMailAndIsServedAtAllOthers() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(host.connect(CLIENT4, 22)).isEqualTo("connected");
            assertThat(host.connect(NEIGHBOUR4, 25)).isEqualTo("connected");
            assertThat(firewall.look().counters().get("banned4")).isPositive();
            assertThat(firewall.look().counters().get("banned6")).isZero();
        }
    }

    @Test
    void aBannedNetworkCoversItsAddressesAndNoOthers() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban("10.20.30.0/24", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());

            assertThat(host.connect(OTHER4, 25)).isEqualTo("silence");
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(host.connect(CLIENT6, 25)).isEqualTo("silence");
            assertThat(host.connect(CLIENT6, 22)).isEqualTo("connected");
            assertThat(host.connect(OTHER6, 25)).isEqualTo("connected");
            assertThat(firewall.look().counters().get("banned6")).isPositive();
        }
    }

    /** A datagram to a port that nobody has is answered by ICMP; one that is dropped is not. */
    @Test
    void whatIsNotTcpPassesWhateverItsPort() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());

            assertThat(host.net.must("client", "/usr/bin/python3", "-c", """
                    import socket, sys
                    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    datagram.bind((sys.argv[1], 0))
                    datagram.settimeout(5)
                    datagram.connect((sys.argv[2], 25))
                    datagram.send(b'x')
                    try:
                        datagram.recv(10)
                    except ConnectionRefusedError:
                        print('answered')
                    """, CLIENT4, SERVER4))
                    .isEqualTo("answered\n");
        }
    }

    @Test
    void anEstablishedConnectionIsCutToo() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(), Instant.now());
            Process client = host.net.start("client", "/usr/bin/python3", "-u", "-c", """
                    import fcntl, socket, struct, sys, termios, time
                    connection = socket.create_connection((sys.argv[2], 25), 5, (sys.argv[1], 0))
                    print('connected' if connection.recv(100) else 'closed')
                    for line in sys.stdin:
                        connection.send(b'NOOP\\r\\n')
                        time.sleep(0.5)
                        waiting = fcntl.ioctl(connection, termios.TIOCOUTQ, b'    ')
                        print('waiting' if struct.unpack('i', waiting)[0] else 'received')
                    """, CLIENT4, SERVER4);
            try (BufferedReader said = client.inputReader(StandardCharsets.US_ASCII);
                    BufferedWriter ask = client.outputWriter(StandardCharsets.US_ASCII)) {
                assertThat(said.readLine()).isEqualTo("connected");
                ask.write("send\n");
                ask.flush();
                assertThat(said.readLine()).isEqualTo("received");
                firewall.apply(new BanChanges(List.of(), List.of(ban(CLIENT4 + "/32", 600))), Instant.now());
                ask.write("send\n");
                ask.flush();
                assertThat(said.readLine()).isEqualTo("waiting");
            }
        }
    }

    @Test
    void whoIsAllowedPassesWhateverElseIsSaid() throws Exception {
        try (NftFirewall firewall = firewall()) {
            BanSet bans = BanSet.of(
                    List.of(ban(CLIENT4 + "/32", 600), ban("198.51.100.0/24", 600), ban("2001:db8:1:2::/64", 600)));
            Wanted wanted = new Wanted(
                    bans,
                    List.of(network(CLIENT4 + "/32"), network("2001:db8:1::/48")),
                    List.of(network("198.51.0.0/16"), network("2001:db8::/32")));
            firewall.rebuild(wanted, Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(host.connect(CLIENT6, 25)).isEqualTo("connected");
            assertThat(host.connect(NEIGHBOUR4, 25)).isEqualTo("silence");
        }
    }

    @Test
    void dropListsAreReplacedWhole() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(), Instant.now());
            firewall.replace(List.of(), List.of(network("10.16.0.0/12"), network("2001:db8:1:2::/63")));
            assertThat(host.connect(OTHER4, 25)).isEqualTo("silence");
            assertThat(host.connect(OTHER6, 25)).isEqualTo("silence");
            assertThat(host.connect(OTHER4, 22)).isEqualTo("connected");
            assertThat(firewall.look().counters().get("dropped4")).isPositive();
            assertThat(firewall.look().counters().get("dropped6")).isPositive();

            firewall.replace(List.of(), List.of(network("10.0.0.0/12")));
            assertThat(host.connect(OTHER4, 25)).isEqualTo("connected");
            assertThat(host.connect(OTHER6, 25)).isEqualTo("connected");
        }
    }

    @Test
    void observingCountsAndLetsPass() throws Exception {
        try (NftFirewall firewall = firewall(Action.OBSERVE)) {
            Wanted wanted = new Wanted(
                    BanSet.of(List.of(ban(CLIENT4 + "/32", 600), ban("198.51.100.0/24", 600))),
                    List.of(),
                    List.of(network("198.51.0.0/16")));
            firewall.rebuild(wanted, Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(firewall.look().counters().get("banned4")).isPositive();
            // One reason is counted for each packet, the first.
            assertThat(firewall.look().counters().get("dropped4")).isZero();
            assertThat(firewall.knocks()).extracting(Knock::network).containsExactly(network(CLIENT4 + "/32"));
        }
    }

    @Test
    void aResetAnswersAtOnce() throws Exception {
        try (NftFirewall firewall = firewall(Action.RESET)) {
            firewall.rebuild(
                    new Wanted(
                            BanSet.of(List.of(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600))),
                            List.of(),
                            List.of(network("10.20.0.0/16"))),
                    Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("refused");
            assertThat(host.connect(CLIENT6, 25)).isEqualTo("refused");
            assertThat(host.connect(OTHER4, 25)).isEqualTo("refused");
            assertThat(host.connect(CLIENT4, 22)).isEqualTo("connected");
        }
    }

    @Test
    void anotherTablesAcceptDoesNotHelp() throws Exception {
        host.nft("add table ip other; add chain ip other early { type filter hook prerouting priority -400; };"
                + " add rule ip other early accept");
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");
            firewall.remove();
            assertThat(host.nft("list", "ruleset")).contains("table ip other").doesNotContain("doorward");
        }
    }

    @Test
    void knocksAreCountedByBannedNetworkFromOneCallToTheNext() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(
                    wanted(ban(CLIENT4 + "/32", 600), ban("10.20.30.0/24", 600), ban("2001:db8:1:2::/64", 600)),
                    Instant.now());
            assertThat(firewall.knocks()).isEmpty();
            host.connect(CLIENT4, 25);
            host.connect(OTHER4, 25);
            host.connect(CLIENT6, 25);
            host.connect(NEIGHBOUR4, 25);

            List<Knock> knocks = firewall.knocks();
            assertThat(knocks)
                    .extracting(Knock::network)
                    .containsExactlyInAnyOrder(
                            network(CLIENT4 + "/32"), network("10.20.30.0/24"), network("2001:db8:1:2::/64"));
            assertThat(knocks).allMatch(knock -> knock.packets() > 0);
            assertThat(firewall.knocks()).isEmpty();
        }
    }

    @Test
    void whoKnocksWhenNoMoreKnocksCanBeCountedIsDroppedAllTheSame() throws Exception {
        try (NftFirewall firewall = new NftFirewall(host.settings().withMost(100, 1))) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban(NEIGHBOUR4 + "/32", 600)), Instant.now());

            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(host.connect(NEIGHBOUR4, 25)).isEqualTo("silence");
            assertThat(firewall.knocks()).hasSize(1);
        }
    }

    @Test
    void aBanEndsByItselfAndOnTime() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(), Instant.now());
            Instant began = Instant.now();
            firewall.apply(new BanChanges(List.of(), List.of(ban(CLIENT4 + "/32", 10))), began);
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");

            Instant deadline = began.plusSeconds(60);
            while (!host.connect(CLIENT4, 25).equals("connected")) {
                assertThat(Instant.now()).isBefore(deadline);
            }
            assertThat(Instant.now()).isAfterOrEqualTo(began.plusSeconds(9)).isBefore(began.plusSeconds(25));
            assertThat(firewall.read(Instant.now()).size()).isZero();
        }
    }

    @Test
    void asleepItLetsAllPassAndKeepsWhatItHolds() throws Exception {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
            firewall.sleep(true);
            assertThat(firewall.look().state()).isEqualTo(State.ASLEEP);
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");

            firewall.apply(new BanChanges(List.of(), List.of(ban(NEIGHBOUR4 + "/32", 600))), Instant.now());
            firewall.sleep(false);
            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(host.connect(NEIGHBOUR4, 25)).isEqualTo("silence");
        }
    }

    @Test
    void whatIsSavedIsRestoredWithItsKnocksAndItsEnds() throws Exception {
        try (NftFirewall firewall = firewall()) {
            FirewallBan[] bans = {
                ban(CLIENT4 + "/32", 600),
                ban("2001:db8:1:2::/64", 300_000_000),
                ban("10.20.30.0/24", Integer.MAX_VALUE)
            };
            firewall.rebuild(
                    new Wanted(
                            BanSet.of(List.of(bans)), List.of(network("127.0.0.0/8")), List.of(network("11.0.0.0/8"))),
                    Instant.now());
            host.connect(CLIENT4, 25);
            host.connect(CLIENT6, 25);
            String saved = firewall.save();
            BanSet before = firewall.read(Instant.now());
            firewall.rebuild(wanted(), Instant.now());
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            firewall.restore(saved);

            assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(firewall.look().counters().get("banned4")).isPositive();
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(firewall.knocks()).hasSize(2);
            BanSet after = firewall.read(Instant.now());
            assertThat(after.size()).isEqualTo(3);
            before.all()
                    .forEach(ban -> assertThat(
                                    after.get(ban.network()).orElseThrow().until())
                            .isCloseTo(ban.until(), within(10L)));

            firewall.remove();
            assertThat(firewall.save()).isEmpty();
            firewall.restore(saved);
            firewall.restore("");
            assertThat(firewall.look().state()).isEqualTo(State.GONE);
        }
    }

    @Test
    void removedNothingIsLeft() throws FirewallException {
        try (NftFirewall firewall = firewall()) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
            firewall.remove();
            firewall.remove();

            assertThat(host.nft("list", "ruleset")).isEmpty();
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(firewall.look().state()).isEqualTo(State.GONE);
        }
    }
}
