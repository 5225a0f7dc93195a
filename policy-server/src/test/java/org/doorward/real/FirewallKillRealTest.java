package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The worker is killed fifty times, at any moment, while bans begin and end: what stands is never lost from the kernel, which is looked at all the
 * time; what does not stand goes, and nothing there is for ever. Then the server is away, and what the worker had saved is lost.
 */
@Tag("real")
class FirewallKillRealTest {

    private static final int KILLS = 50;
    private static final int CLIENTS = 40;

    /** Banned before the first kill, and to the end. */
    private static final Set<String> STEADY = Set.of("198.51.100.200", "198.51.100.201", "2001:db8:77::");

    /** Longer than a worker leaves the firewall as it is, for the server to answer. */
    private static final Duration AWAY = Duration.ofSeconds(12);

    /** Bans and pardons for as long as it is let, and says each that was answered. */
    private static final String OPERATOR = """
            import json, random, sys, urllib.request
            port, token, seed = sys.argv[1], open(sys.argv[2]).read().strip(), int(sys.argv[3])
            random.seed(seed)
            def post(path, body):
                request = urllib.request.Request('http://127.0.0.1:' + port + path, json.dumps(body).encode(),
                    {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'})
                urllib.request.urlopen(request, timeout=10).read()
            for line in sys.stdin:
                address = '198.51.100.' + str(random.randrange(%d))
                if random.random() < 0.6:
                    post('/api/v1/ban', {'network': address, 'for': '1d', 'reason': 'a test'})
                    print('+' + address, flush=True)
                else:
                    post('/api/v1/unban', {'address': address})
                    print('-' + address, flush=True)
            """.formatted(CLIENTS);

    private TestFolder folder;
    private Netns net;
    private HostedDoorward host;
    private int adminPort;

    @Test
    void isWhatItShouldBeAfterAnyKill() throws IOException, InterruptedException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        long seed = 4;
        Random random = new Random(seed);
        folder = TestFolder.make("firewall-kill");
        adminPort = Ports.free();
        try (Netns made = Netns.of("host")) {
            net = made;
            host = new HostedDoorward(net, folder.path());
            writeConfiguration();
            Set<String> stands;
            try (ChildProcess doorward = serve()) {
                banSteady();
                stands = disturb(random, seed);
                assertThat(doorward.alive()).isTrue();
            }
            loseTheServerAndWhatWasSaved(stands);
            try (ChildProcess doorward = serve();
                    ChildProcess worker = host.start("firewall", "run")) {
                Waiting.until(
                        "the kernel to hold what stands",
                        Duration.ofSeconds(60),
                        () -> doorward.alive() && worker.alive() && elements().equals(stands));
            }
        } finally {
            folder.close();
        }
    }

    private ChildProcess serve() {
        ChildProcess doorward = host.start("serve");
        Waiting.until(
                "the server",
                Duration.ofSeconds(90),
                () -> HostedDoorward.log(doorward).contains("Ready in"));
        return doorward;
    }

    private void banSteady() {
        for (String address : STEADY) {
            ChildProcess.Result answer = host.run("ban", address, "--for", "1d", "--reason", "a test");
            assertThat(answer.status()).as("%s", answer).isZero();
        }
        try (ChildProcess worker = host.start("firewall", "run")) {
            Waiting.until(
                    "the first bans",
                    Duration.ofSeconds(60),
                    () -> worker.alive() && elements().equals(STEADY));
            worker.kill();
        }
    }

    /** A worker that starts knows of no ban then, but the kernel does. */
    private void loseTheServerAndWhatWasSaved(Set<String> stands) throws IOException {
        for (Path file : List.of("bans", "bans.new").stream()
                .map(folder.path().resolve("worker")::resolve)
                .toList()) {
            Files.deleteIfExists(file);
        }
        try (ChildProcess worker = host.start("firewall", "run")) {
            Instant end = Instant.now().plus(AWAY);
            Waiting.until(
                    "the worker to begin",
                    Duration.ofSeconds(60),
                    () -> HostedDoorward.log(worker).contains("is not heard"));
            while (Instant.now().isBefore(end)) {
                assertThat(elements()).isEqualTo(stands);
            }
            Waiting.until(
                    "what is there to stay",
                    Duration.ofSeconds(60),
                    () -> HostedDoorward.log(worker)
                            .contains("the " + stands.size() + " bans that the firewall holds stay"));
            worker.kill();
        }
        assertThat(elements()).isEqualTo(stands);
    }

    private Set<String> disturb(Random random, long seed) throws IOException, InterruptedException {
        try (KernelLook.Watch watch = kernel().watch(STEADY)) {
            Set<String> stands = killAgainAndAgain(random, seed);
            System.out.println("FirewallKillRealTest: " + watch.looks() + " looks at the kernel");
            assertThat(watch.looks()).isGreaterThan(2 * KILLS);
            return stands;
        }
    }

    private Set<String> killAgainAndAgain(Random random, long seed) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.path().resolve("operator.py"), OPERATOR);
        Process operator = net.start(
                "host",
                "python3",
                "-u",
                script.toString(),
                Integer.toString(adminPort),
                folder.path().resolve("state/admin-token").toString(),
                Long.toString(seed));
        Set<String> stands = new TreeSet<>(STEADY);
        var orders = operator.outputWriter();
        var answers = operator.inputReader();
        for (int kill = 0; kill < KILLS; kill++) {
            ChildProcess worker = host.start("firewall", "run");
            long until = System.nanoTime()
                    + Duration.ofMillis(300 + random.nextInt(2200)).toNanos();
            while (System.nanoTime() < until) {
                orders.write("go\n");
                orders.flush();
                String answer = answers.readLine();
                if (answer.startsWith("+")) {
                    stands.add(answer.substring(1));
                } else {
                    stands.remove(answer.substring(1));
                }
            }
            worker.kill();
            worker.close();
            assertThat(elements())
                    .as("kill %s of seed %s: none is for ever", kill, seed)
                    .isSubsetOf(all());
        }
        assertThat(stands).hasSizeGreaterThan(STEADY.size());
        try (ChildProcess worker = host.start("firewall", "run")) {
            Waiting.until(
                    "the kernel to hold what stands",
                    Duration.ofSeconds(60),
                    () -> worker.alive() && elements().equals(stands));
            worker.kill();
        }
        return stands;
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(STEADY);
        for (int client = 0; client < CLIENTS; client++) {
            all.add("198.51.100." + client);
        }
        return all;
    }

    private KernelLook kernel() {
        return new KernelLook(net, "host");
    }

    /** The addresses in the kernel's sets; one without a time-out is another. */
    private Set<String> elements() {
        return kernel().bans();
    }

    private void writeConfiguration() throws IOException {
        Files.writeString(host.configuration(), """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"
                dns.servers = ["127.0.0.1:1"]
                dnsbl.defaults = false
                spf.ranges_of = []
                firewall.state_dir = "%s"
                """.formatted(
                        Ports.free(),
                        folder.path().resolve("state"),
                        adminPort,
                        folder.path().resolve("worker")));
    }
}
