package org.doorward.firewall.guard.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.firewall.guard.NeverBanSource.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSourcesTest {

    @TempDir
    private Path root;

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void findsOwnAddressesAndNeighbourhoods() throws Exception {
        kernel("fib_trie", """
                Main:
                  +-- 0.0.0.0/0 3 0 5
                     |-- 0.0.0.0
                        /0 universe UNICAST
                     +-- 198.51.100.0/24 2 0 2
                        |-- 198.51.100.0
                           /26 link UNICAST
                        |-- 198.51.100.9
                           /32 host LOCAL
                        |-- 198.51.100.63
                           /32 link BROADCAST
                """);
        kernel("if_inet6", """
                20010db8000500000000000000000009 03 30 00 82       v0
                00000000000000000000000000000001 01 80 10 80       lo
                """);
        kernel("ipv6_route", """
                20010db8000600000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001       v0
                20010db8000700000000000000000000 40 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000100 00000001 00000000 00000003       v0
                ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001       v0
                """);
        assertThat(found(new OwnNetworks(files()).read()))
                .containsExactlyInAnyOrder(
                        "198.51.100.0/26 neighbours of this host",
                        "198.51.100.9/32 this host",
                        "2001:db8:5::9/128 this host",
                        "2001:db8:5::/48 neighbours of this host",
                        "2001:db8:6::/64 neighbours of this host");
    }

    @Test
    void doesNotTakeATunnelForANeighbourhood() throws Exception {
        kernel("fib_trie", """
                     |-- 0.0.0.0
                        /0 link UNICAST
                     |-- 198.51.100.9
                        /32 host LOCAL
                """);
        Reading reading = new OwnNetworks(files()).read();
        assertThat(found(reading)).containsExactly("198.51.100.9/32 this host");
        assertThat(reading.remarks()).hasSize(1);
        assertThat(reading.remarks().get(0)).contains("0.0.0.0/0", "tunnel");
    }

    @Test
    void failsWhenTheKernelTellsNothingOrSomethingElse() throws Exception {
        assertThatThrownBy(() -> new OwnNetworks(files()).read()).isInstanceOf(IOException.class);
        kernel("if_inet6", "what is this\n");
        assertThatThrownBy(() -> new OwnNetworks(files()).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("do not read as expected");
    }

    @Test
    void findsGateways() throws Exception {
        kernel("route", """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                v0	00000000	011F140A	0003	0	0	0	00000000	0	0	0
                v0	001C140A	00000000	0001	0	0	0	00FCFFFF	0	0	0
                *	00003C0A	00000000	0201	0	0	0	0000FFFF	0	0	0
                """);
        kernel("ipv6_route", """
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000500000000000000000001 00000400 00000001 00000000 00000003       v0
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
                """);
        assertThat(found(new Gateways(files()).read()))
                .containsExactly("10.20.31.1/32 gateway", "2001:db8:5::1/128 gateway");
    }

    @Test
    void findsResolversAlsoThoseBehindTheLocalOne() throws Exception {
        file("etc/resolv.conf", "# by hand\nsearch example.org\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\n");
        file("run/systemd/resolve/resolv.conf", "nameserver 198.51.100.53\nnameserver dns.example.org\n");
        assertThat(found(new Resolvers(files()).read()))
                .containsExactly(
                        "127.0.0.53/32 name server", "fe80::1/128 name server", "198.51.100.53/32 name server");
    }

    @Test
    void missesNoResolverFile() throws Exception {
        assertThat(new Resolvers(files()).read().found()).isEmpty();
    }

    @Test
    void readsPostfixNetworksAsPostfixWritesThem() throws Exception {
        file("etc/postfix/networks", "# partners\n198.51.100.64/26, 2001:db8:9::/48\n");
        Reading reading = postfix("""
                mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128, [2001:db8:1::]/48 /etc/postfix/networks !10.0.0.7
                 hash:/etc/postfix/more
                relayhost = [198.51.100.25]:587
                proxy_interfaces = 198.51.100.9
                smtpd_authorized_xclient_hosts =
                """.replace("\n hash", " hash"));
        assertThat(found(reading))
                .containsExactly(
                        "127.0.0.0/8 Postfix's mynetworks",
                        "::1/128 Postfix's mynetworks",
                        "2001:db8:1::/48 Postfix's mynetworks",
                        "198.51.100.64/26 Postfix's mynetworks",
                        "2001:db8:9::/48 Postfix's mynetworks",
                        "198.51.100.25/32 Postfix's relayhost",
                        "198.51.100.9/32 Postfix's proxy_interfaces");
        assertThat(reading.remarks()).hasSize(2);
        assertThat(reading.remarks().get(1)).contains("hash:/etc/postfix/more is not read");
    }

    @Test
    void readsARelayHostInAllItsForms() {
        assertThat(PostfixNetworks.network("[2001:db8::25]:25")).isPresent();
        assertThat(PostfixNetworks.network("[ipv6:2001:db8::25]")).isPresent();
        assertThat(PostfixNetworks.network("198.51.100.25")).isPresent();
        assertThat(PostfixNetworks.network("[mail.example.org]:25")).isEmpty();
        assertThat(PostfixNetworks.network("[2001:db8::25")).isEmpty();
    }

    @Test
    void looksUpTheNameOfARelayHost() throws Exception {
        Program program = (command, patience) -> Optional.of(
                command.get(0).equals("getent")
                        ? "198.51.100.25   STREAM " + command.get(2) + "\n198.51.100.25   DGRAM\n"
                        : "relayhost = [relay.example.org]:587\n");
        assertThat(found(new PostfixNetworks(files(), program).read()))
                .containsExactly("198.51.100.25/32 Postfix's relayhost relay.example.org");
    }

    @Test
    void missesNoPostfix() throws Exception {
        Program none = (command, patience) -> Optional.empty();
        assertThat(new PostfixNetworks(files(), none).read().found()).isEmpty();
    }

    @Test
    void missesNoPostfixThatNobodyHasSetUpAndSaysWhenOneThatIsCannotBeAsked() throws Exception {
        Program failing = (command, patience) -> {
            if (command.contains("config_directory")) {
                return Optional.of("/etc/postfix\n");
            }
            throw new IOException("postconf failed with 1");
        };
        PostfixNetworks postfix = new PostfixNetworks(files(), failing);
        assertThat(postfix.read().found()).isEmpty();

        file("etc/postfix/main.cf", "mynetworks = 127.0.0.0/8\n");
        assertThatThrownBy(postfix::read).isInstanceOf(IOException.class).hasMessageContaining("failed with 1");
    }

    @Test
    void endsAProgramThatTakesTooLong() {
        assertThatThrownBy(() -> new HostProgram().run(List.of("sleep", "100"), Duration.ofMillis(50)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sleep 100");
        assertThatThrownBy(() -> new HostProgram().run(List.of("false"), Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("failed with 1");
    }

    @Test
    void runsAProgramOrSaysThatThereIsNone() throws Exception {
        Duration patience = Duration.ofSeconds(10);
        assertThat(new HostProgram().run(List.of("echo", "hello"), patience)).hasValue("hello\n");
        assertThat(new HostProgram().run(List.of("no-such-program-here"), patience))
                .isEmpty();
    }

    @Test
    void countsAnSshConnectionOnlyOnceItIsOlderThanALogin() throws Exception {
        file("etc/ssh/sshd_config", "#Port 22\nPort 2222\n");
        // 198.51.100.7 to port 22, 2001:db8::7 to port 2222, 198.51.100.8 to port 25.
        kernel("tcp", """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1184 1
                   1: 096433C6:0016 076433C6:92EE 01 00000000:00000000 03:000015DA 00000000     0        0 0 3
                   2: 096433C6:0019 086433C6:92EE 01 00000000:00000000 03:000015DA 00000000     0        0 0 3
                """);
        kernel("tcp6", """
                   0: B80D0120000000000000000009000000:08AE B80D0120000000000000000007000000:92EE 01 00000000:00000000 03:000015DA
                """);
        SshPeers peers = new SshPeers(files(), List.of(), () -> now);
        assertThat(peers.read().found()).isEmpty();
        now = now.plusSeconds(149);
        assertThat(peers.read().found()).isEmpty();
        now = now.plusSeconds(1);
        assertThat(networks(peers)).containsExactlyInAnyOrder("198.51.100.7/32", "2001:db8::7/128");
    }

    @Test
    void remembersAnSshPeerForADay() throws Exception {
        kernel("tcp", " 1: 096433C6:0016 076433C6:92EE 01 0:0\n");
        SshPeers peers = new SshPeers(files(), List.of(), () -> now);
        peers.read();
        now = now.plusSeconds(200);
        peers.read();
        kernel("tcp", "");
        now = now.plus(Duration.ofHours(24));
        assertThat(networks(peers)).containsExactly("198.51.100.7/32");
        now = now.plusSeconds(1);
        assertThat(networks(peers)).isEmpty();
    }

    @Test
    void remembersAnSshPeerWhenTheWorkerStartsAnew() throws Exception {
        Path memory = root.resolve("logins");
        kernel("tcp", " 1: 096433C6:0016 076433C6:92EE 01 0:0\n");
        SshPeers peers = new SshPeers(files(), List.of(), () -> now, memory);
        peers.read();
        now = now.plusSeconds(200);
        peers.read();
        kernel("tcp", "");
        now = now.plus(Duration.ofHours(23));
        SshPeers anew = new SshPeers(files(), List.of(), () -> now, memory);
        assertThat(networks(anew)).containsExactly("198.51.100.7/32");
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        assertThat(networks(anew)).isEmpty();
    }

    @Test
    void remembersNobodyFromAFileThatIsNotIts() throws Exception {
        file("logins", "198.51.100.7\nroot x\n198.51.100.8 99999999999\n\u0000\n");
        SshPeers peers = new SshPeers(files(), List.of(), () -> now, root.resolve("logins"));
        assertThat(networks(peers)).containsExactly("198.51.100.8/32");
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        assertThat(networks(peers)).isEmpty();
    }

    @Test
    void saysWhenLoginsCannotBeRemembered() throws Exception {
        kernel("tcp", " 1: 096433C6:0016 076433C6:92EE 01 0:0\n");
        SshPeers peers = new SshPeers(files(), List.of(), () -> now, root.resolve("no-such-directory/logins"));
        peers.read();
        now = now.plusSeconds(200);
        Reading reading = peers.read();
        assertThat(reading.found()).hasSize(1);
        assertThat(reading.remarks()).hasSize(1);
    }

    @Test
    void countsNobodyWhoKnocksAtSshWithManyShortConnections() throws Exception {
        SshPeers peers = new SshPeers(files(), List.of(), () -> now);
        for (int port = 0x9000; port < 0x9040; port++) {
            kernel(
                    "tcp",
                    " 1: 096433C6:0016 076433C6:" + Integer.toHexString(port).toUpperCase(Locale.ROOT) + " 01 0:0\n");
            assertThat(peers.read().found()).isEmpty();
            now = now.plusSeconds(60);
        }
    }

    private Reading postfix(String answer) throws Exception {
        return new PostfixNetworks(files(), (command, patience) -> Optional.of(answer)).read();
    }

    private HostFiles files() {
        return new HostFiles(root);
    }

    private void kernel(String table, String text) throws IOException {
        file("proc/self/net/" + table, text);
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> networks(NeverBanSource source) throws Exception {
        return source.read().found().stream()
                .map(found -> found.network().toString())
                .toList();
    }

    private static List<String> found(Reading reading) {
        return reading.found().stream()
                .map(found -> found.network() + " " + found.reason())
                .toList();
    }
}
