package org.doorward.firewall.guard.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.firewall.guard.NeverBanSource.Found;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealHostTest {

    @TempDir
    private Path root;

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void readsTheTablesOfARealKernel() throws Exception {
        try (Netns net = Netns.of("host", "world")) {
            net.link("host", "world");
            net.address("host", "world", "198.51.100.9/26");
            net.address("host", "world", "2001:db8:5::9/48");
            net.must("host", "ip", "address", "add", "10.99.0.1", "peer", "10.99.0.2", "dev", "to-world");
            net.must("host", "ip", "route", "add", "default", "via", "198.51.100.1");
            net.must("host", "ip", "-6", "route", "add", "default", "via", "2001:db8:5::1");
            net.must("host", "ip", "route", "add", "203.0.113.0/24", "dev", "to-world");
            net.must("host", "ip", "route", "add", "unreachable", "198.18.0.0/15");
            Map<String, String> own = found(new OwnNetworks(filesOf(net, "host")));
            assertThat(own)
                    .containsEntry("198.51.100.9/32", "this host")
                    .containsEntry("198.51.100.0/26", "neighbours of this host")
                    .containsEntry("2001:db8:5::9/128", "this host")
                    .containsEntry("2001:db8:5::/48", "neighbours of this host")
                    .containsEntry("10.99.0.1/32", "this host")
                    .containsEntry("10.99.0.2/32", "neighbours of this host")
                    .containsEntry("203.0.113.0/24", "neighbours of this host")
                    .doesNotContainKeys("198.18.0.0/15", "0.0.0.0/0", "ff00::/8", "::/0");
            assertThat(found(new Gateways(filesOf(net, "host"))))
                    .containsOnlyKeys("198.51.100.1/32", "2001:db8:5::1/128");
        }
    }

    @Test
    void seesARealConnectionToThePortOfSshd() throws Exception {
        RealParts.require("the kernel's connections", Path.of("/proc/self/net/tcp"));
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket sshd = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, sshd.getLocalPort());
                Socket accepted = sshd.accept()) {
            assertThat(accepted.isConnected() && client.isConnected()).isTrue();
            SshPeers peers = new SshPeers(new HostFiles(Path.of("/")), List.of(sshd.getLocalPort()), () -> now);
            assertThat(found(peers)).doesNotContainKey("127.0.0.1/32");
            now = now.plusSeconds(150);
            assertThat(found(peers)).containsKey("127.0.0.1/32");
        }
    }

    @Test
    void asksARealPostfix() throws Exception {
        RealParts.require("Postfix", Path.of("/usr/sbin/postconf"));
        Path settings = Files.createDirectory(root.resolve("settings"));
        Files.createFile(settings.resolve("master.cf"));
        Files.writeString(settings.resolve("main.cf"), "mynetworks = 127.0.0.0/8 198.51.100.64/26\n");

        assertThat(found(postfixWith(settings)))
                .containsEntry("127.0.0.0/8", "Postfix's mynetworks")
                .containsEntry("198.51.100.64/26", "Postfix's mynetworks");
    }

    /** As Debian installs it when it is told to leave the settings alone. */
    @Test
    void asksARealPostfixThatNobodyHasSetUp() throws Exception {
        RealParts.require("Postfix", Path.of("/usr/sbin/postconf"));

        assertThat(found(postfixWith(Files.createDirectory(root.resolve("settings")))))
                .isEmpty();
    }

    /** The real postconf, whose settings are in a folder of the test's. */
    private PostfixNetworks postfixWith(Path settings) {
        HostProgram host = new HostProgram();
        return new PostfixNetworks(new HostFiles(root), (command, patience) -> {
            List<String> told = new ArrayList<>(command);
            told.addAll(1, List.of("-c", settings.toString()));
            return host.run(told, patience);
        });
    }

    /** The files of a namespace, seen by a process in it. */
    private HostFiles filesOf(Netns net, String role) throws Exception {
        if (!Files.exists(root.resolve("proc/self/net"))) {
            Process inside = net.start(role, "sh", "-c", "echo ready; exec sleep 60");
            assertThat(inside.inputReader().readLine()).isEqualTo("ready");
            Files.createDirectories(root.resolve("proc/self"));
            Files.createSymbolicLink(root.resolve("proc/self/net"), Path.of("/proc/" + inside.pid() + "/net"));
        }
        return new HostFiles(root);
    }

    private static Map<String, String> found(NeverBanSource source) throws Exception {
        return source.read().found().stream()
                .collect(Collectors.toMap(found -> found.network().toString(), Found::reason, (one, other) -> one));
    }
}
