package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nobody can lock himself out: whoever this host needs is refused as a ban by the server, by the worker that hears of it all the same, as a line of
 * a drop list, and in the kernel. The host has public addresses, as has its gateway, so that no rule for private ranges helps.
 */
@Tag("real")
class FirewallLockOutRealTest {

    private static final String HOST = "198.51.100.1";
    private static final String GATEWAY = "198.51.100.2";
    private static final String HOST6 = "2001:db8:1::1";
    private static final String GATEWAY6 = "2001:db8:1::2";
    private static final String LOGGED_IN = "198.51.100.100";
    private static final String LOGGED_IN6 = "2001:db8:5::5";
    private static final String OWN_CLIENT = "198.51.100.200";
    private static final String OFFENDER = "198.51.100.66";
    private static final String OFFENDER6 = "2001:db8:66::66";

    /** Whom this host needs, as an operator may write it, and a word of why. */
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry(GATEWAY, "gateway"),
            Map.entry(GATEWAY6, "neighbours of this host"),
            Map.entry(HOST, "this host's own"),
            Map.entry(HOST6, "neighbours of this host"),
            Map.entry("198.51.100.0/24", "this host's own"),
            Map.entry("2001:db8:1::/64", "neighbours of this host"),
            Map.entry(LOGGED_IN, "logged in by SSH"),
            Map.entry(LOGGED_IN6, "logged in by SSH"),
            Map.entry(OWN_CLIENT, "Postfix's mynetworks"),
            Map.entry("127.0.0.1", "loopback"),
            Map.entry("::1", "special ranges"),
            Map.entry("224.0.0.1", "multicast"),
            Map.entry("64:ff9b::c633:6401", "NAT64"),
            Map.entry("0.0.0.0/0", "can be banned"),
            Map.entry("::/0", "can be banned"),
            Map.entry("198.51.0.0/16", "can be banned"));

    /** The same as a feed may name them, and what the worker says. */
    private static final Map<String, String> FED = Map.ofEntries(
            Map.entry(GATEWAY + "/32", "gateway"),
            Map.entry("2001:db8:1::/64", "this host"),
            Map.entry(HOST + "/32", "this host"),
            Map.entry("198.51.100.0/24", "this host"),
            Map.entry(LOGGED_IN + "/32", "logged in by SSH"),
            Map.entry("2001:db8:5::/64", "logged in by SSH"),
            Map.entry(OWN_CLIENT + "/32", "Postfix's mynetworks"),
            Map.entry("127.0.0.1/32", "loopback"),
            Map.entry("::/64", "unspecified"),
            Map.entry("0.0.0.0/0", "only single IPv4 addresses"),
            Map.entry("::/0", "only single IPv4 addresses"));

    /** A server that has gone mad: its one answer is in a file, and all later ones say that nothing has changed. */
    private static final String MAD_SERVER = """
            import sys, threading, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            class Handler(BaseHTTPRequestHandler):
                def do_GET(self):
                    text = open(sys.argv[2], 'rb').read() if 'feed' in self.path else b'end 0\\n'
                    if 'since=1' in self.path:
                        time.sleep(20)
                        text = b'doorward-bans 1\\nrevision 1 changes\\nend 0\\n'
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(text)
                def do_POST(self):
                    self.send_response(200)
                    self.end_headers()
                def log_message(self, *words):
                    pass
            ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
            """;

    private static final String ECHO_SERVER = """
            import socketserver
            class Echo(socketserver.StreamRequestHandler):
                def handle(self):
                    for line in self.rfile:
                        self.wfile.write(line)
            class Server(socketserver.ThreadingTCPServer):
                address_family, daemon_threads, request_queue_size = 10, True, 50
            server = Server(('::', 22), Echo)
            print('listening')
            server.serve_forever()
            """;

    private static final String ECHO_CLIENT = """
            import socket, sys
            connection = socket.create_connection((sys.argv[2], 22), 5.0, (sys.argv[1], 0))
            answers = connection.makefile('rb')
            for line in sys.stdin:
                connection.sendall(line.encode())
                print(answers.readline().decode().strip(), flush=True)
            """;

    private static final Started started = new Started();
    private static Netns net;
    private static TestFolder folder;
    private static HostedDoorward host;
    private static int adminPort;

    @BeforeAll
    static void start() throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        RealParts.require("Postfix", Path.of("/usr/sbin/postconf"));
        folder = started.add(TestFolder.make("firewall-lock-out"));
        net = started.add(world());
        host = new HostedDoorward(net, folder.path());
        adminPort = Ports.free();
        Path postfix = Files.createDirectories(folder.path().resolve("postfix"));
        Files.writeString(postfix.resolve("main.cf"), "mynetworks = 127.0.0.0/8 " + OWN_CLIENT + "/32\n");
        String logins = List.of(LOGGED_IN, LOGGED_IN6).stream()
                .map(address -> address + " " + Instant.now().getEpochSecond() + "\n")
                .collect(Collectors.joining());
        Files.writeString(
                Files.createDirectories(folder.path().resolve("state")).resolve("ssh-logins"), logins);
        Files.writeString(
                Files.createDirectories(folder.path().resolve("worker")).resolve("logins"), logins);
        Files.writeString(
                folder.path().resolve("bad-networks"),
                FED.keySet().stream().sorted().collect(Collectors.joining("\n")) + "\n" + OFFENDER6 + "/128\n");
        Files.writeString(host.configuration(), """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"
                dns.servers = ["127.0.0.1:1"]
                dnsbl.defaults = false
                spf.ranges_of = []
                firewall.state_dir = "%s"
                firewall.audit_every = "1h"
                firewall.drop_lists = ["%s"]
                """.formatted(
                        Ports.free(),
                        folder.path().resolve("state"),
                        adminPort,
                        folder.path().resolve("worker"),
                        folder.path().resolve("bad-networks")));
        net.listen("host", 25);
        Process ssh = net.start("host", "python3", "-u", "-c", ECHO_SERVER);
        assertThat(ssh.inputReader().readLine()).isEqualTo("listening");
    }

    /** The host's gateway is in no network of its own, as at many hosters. */
    private static Netns world() {
        Netns made = Netns.of("host", "world");
        made.link("host", "world");
        made.address("host", "world", HOST + "/32");
        made.address("world", "host", GATEWAY + "/32");
        made.route("world", "host", HOST + "/32");
        made.must("host", "ip", "route", "add", "default", "via", GATEWAY, "dev", "to-world", "onlink");
        made.address("host", "world", HOST6 + "/64");
        made.address("world", "host", GATEWAY6 + "/64");
        made.must("host", "ip", "-6", "route", "add", "default", "via", GATEWAY6);
        for (String address : List.of(LOGGED_IN, LOGGED_IN6, OWN_CLIENT, OFFENDER, OFFENDER6)) {
            made.must("world", "ip", "address", "add", address, "dev", "lo");
        }
        return made;
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void theServerRefusesToBanWhomTheHostNeeds() {
        try (ChildProcess server = start("serve")) {
            Waiting.until(
                    "the server",
                    Duration.ofSeconds(90),
                    () -> HostedDoorward.log(server).contains("Ready in"));
            NEEDED.forEach((network, why) -> {
                ChildProcess.Result answer = host.run("ban", network, "--for", "10m");
                assertThat(answer.status()).as("%s: %s", network, answer).isEqualTo(1);
                assertThat(answer.err()).as(network).contains(why);
            });
            assertThat(host.run("bans").out()).contains("No ban stands");
            assertThat(host.run("ban", OFFENDER, "--for", "10m").status()).isZero();
            assertThat(host.run("unban", OFFENDER).status()).isZero();
        }
    }

    @Test
    void theWorkerRefusesThemTooAndWhateverIsInTheKernelSshLives() throws IOException {
        long end = Instant.now().plus(Duration.ofHours(1)).getEpochSecond();
        StringBuilder feed = new StringBuilder("doorward-bans 1\nrevision 1 whole\n");
        FED.keySet().forEach(network -> feed.append("+ " + network + " " + end + " AAAAAAAA\n"));
        feed.append("+ " + OFFENDER + "/32 " + end + " BBBBBBBB\nend " + (FED.size() + 1) + "\n");
        Path answer = Files.writeString(folder.path().resolve("feed"), feed);
        Files.writeString(folder.path().resolve("state/admin-token"), "a-token-of-the-mad-server");
        Session before = new Session(OFFENDER, HOST);
        Session before6 = new Session(OFFENDER6, HOST6);
        Process mad = net.start("host", "python3", "-c", MAD_SERVER, Integer.toString(adminPort), answer.toString());
        try (ChildProcess worker = start("firewall", "run")) {
            Waiting.until(
                    "the offenders to be dropped",
                    Duration.ofSeconds(60),
                    () -> worker.alive()
                            && connect(OFFENDER, HOST, 25).equals("silence")
                            && connect(OFFENDER6, HOST6, 25).equals("silence"));
            whatWasRefused(HostedDoorward.log(worker));
            everybodyElseIsServed();

            // Somebody with root's hands: the kernel's own allow sets stand before the bans.
            net.must("host", "nft", "add", "element", "inet", "doorward", "b4_32", "{ " + GATEWAY + " timeout 1h }");
            net.must("host", "nft", "add", "element", "inet", "doorward", "b4_32", "{ " + LOGGED_IN + " timeout 1h }");
            everybodyElseIsServed();
            before.speaks();
            before6.speaks();
            new Session(OFFENDER, HOST).speaks();
            new Session(OFFENDER6, HOST6).speaks();
        } finally {
            mad.destroyForcibly();
        }
    }

    private static void whatWasRefused(String log) {
        assertThat(log).contains("198.51.100.2/32 is left out: it would touch 198.51.100.2/32, gateway");
        String lists = run("firewall", "drop-lists").out();
        FED.forEach((network, why) -> {
            assertThat(log).containsPattern("The ban AAAAAAAA of \\Q" + network + "\\E is not pushed: .*" + why);
            assertThat(lists)
                    .containsPattern("\\Q" + network + "\\E (is left out: it would touch .*" + why + "|is wider than)");
        });
        assertThat(run("firewall", "status").out()).contains("1 of 1 bans are there", FED.size() + " are refused");
    }

    private static void everybodyElseIsServed() {
        assertThat(connect(GATEWAY, HOST, 25)).isEqualTo("connected");
        assertThat(connect(GATEWAY6, HOST6, 25)).isEqualTo("connected");
        assertThat(connect(LOGGED_IN, HOST, 25)).isEqualTo("connected");
        assertThat(connect(LOGGED_IN6, HOST6, 25)).isEqualTo("connected");
        assertThat(connect(OWN_CLIENT, HOST, 25)).isEqualTo("connected");
        assertThat(net.connect("host", "127.0.0.1", "127.0.0.1", 25)).isEqualTo("connected");
        assertThat(net.connect("host", "::1", "::1", 25)).isEqualTo("connected");
    }

    private static String connect(String from, String to, int port) {
        return net.connect("world", from, to, port);
    }

    private static ChildProcess start(String... words) {
        try {
            return ChildProcess.start(onItsHost(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChildProcess.Result run(String... words) {
        try {
            return ChildProcess.run(onItsHost(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the host's own Postfix. */
    private static ProcessBuilder onItsHost(String... words) {
        ProcessBuilder command = host.command(words);
        command.environment()
                .put("MAIL_CONFIG", folder.path().resolve("postfix").toString());
        return command;
    }

    /** A connection to port 22 that stays open. */
    private static final class Session {

        private final Writer says;
        private final BufferedReader hears;

        Session(String from, String to) throws IOException {
            Process client = net.start("world", "python3", "-u", "-c", ECHO_CLIENT, from, to);
            says = client.outputWriter();
            hears = client.inputReader();
            speaks();
        }

        void speaks() throws IOException {
            says.write("still here\n");
            says.flush();
            assertThat(hears.readLine()).isEqualTo("still here");
        }
    }
}
