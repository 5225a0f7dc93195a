package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The worker within the server, with a drop list and the outbound lock; and a configuration that is applied on approval. */
@Tag("real")
class FirewallInServeRealTest {

    private final Started started = new Started();
    private TestFolder folder;
    private Netns net;
    private HostedDoorward host;
    private ChildProcess doorward;

    @BeforeEach
    void start() throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        folder = started.add(TestFolder.make("firewall-in-serve"));
        net = started.add(Netns.of("host", "world"));
        host = new HostedDoorward(net, folder.path());
        net.link("host", "world");
        net.address("host", "world", "10.9.0.1/30");
        net.address("world", "host", "10.9.0.2/30");
        net.must("world", "ip", "address", "add", "198.51.100.25", "dev", "lo");
        net.must("host", "ip", "route", "add", "198.51.100.0/24", "via", "10.9.0.2");
        Files.writeString(
                folder.path().resolve("drop"),
                "; a list\n198.51.100.128/25 ; SBL1\n198.51.100.128/26 ; SBL2\n10.0.0.0/8 ; SBL3\n2001:db8:bad::/48 ; SBL4\n");
        configure(25);
        doorward = started.add(host.start("serve"));
        try {
            Waiting.until(
                    "the firewall to be in step",
                    Duration.ofSeconds(90),
                    () -> host.run("firewall", "status").status() == 0);
        } catch (AssertionError e) {
            throw new AssertionError(host.run("firewall", "status") + doorward.out() + doorward.err(), e);
        }
    }

    private void configure(int port) throws IOException {
        Files.writeString(host.configuration(), """
                listen = ["inet:127.0.0.1:60000"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:60080"
                dns.servers = ["127.0.0.1:1"]
                dnsbl.defaults = false
                spf.ranges_of = []

                [firewall]
                in_serve = true
                ports = [%d]
                drop_lists = ["%s"]
                metrics_file = "%s"

                [egress]
                enabled = true
                users = ["postfix"]
                """.formatted(
                        folder.path().resolve("state"),
                        port,
                        folder.path().resolve("drop"),
                        folder.path().resolve("doorward.prom")));
    }

    private String ruleset() {
        return net.must("host", "nft", "list", "ruleset");
    }

    @AfterEach
    void stop() throws IOException {
        started.close();
    }

    @Test
    void keepsBansDropListsAndTheOutboundLock() throws IOException {
        Waiting.until("the drop list", () -> ruleset().contains("198.51.100.128/25"));
        Waiting.until("the outbound lock", () -> ruleset().contains("table inet doorward_egress"));
        assertThat(ruleset()).contains("2001:db8:bad::/48").doesNotContain("198.51.100.128/26");
        assertThat(host.run("firewall", "drop-lists").out()).contains("10.0.0.0/8");
        assertThat(host.run("ban", "198.51.100.7").status()).isZero();
        Waiting.until("the ban", () -> ruleset().contains("198.51.100.7 timeout"));
        assertThat(host.run("ban", "127.0.0.1").status()).isNotZero();

        net.listen("world", 25);
        net.listen("world", 26);
        assertThat(net.connect("host", "10.9.0.1", "198.51.100.25", 26)).isEqualTo("connected");
        assertThat(net.connect("host", "10.9.0.1", "198.51.100.25", 25))
                .as("root is no Postfix")
                .isEqualTo("refused");
        Waiting.until(
                "the report of the rogue",
                Duration.ofSeconds(40),
                () -> (doorward.out() + doorward.err()).contains("Rogue sender: user 0"));
        assertThat(Files.readString(folder.path().resolve("doorward.prom")))
                .contains("doorward_firewall_in_step 1", "doorward_firewall_drop_list_networks 2")
                .contains("doorward_firewall_elements{set=\"drop4\"} 1", "doorward_firewall_elements{set=\"drop6\"} 1");
        assertThat(host.run("firewall", "egress").out()).contains("table inet doorward_egress");
    }

    @Test
    void whatIsAppliedIsMadeAsItWasUnlessItIsConfirmed() throws IOException, InterruptedException {
        assertThat(host.run("ban", "198.51.100.7").status()).isZero();
        Waiting.until("the ban", () -> ruleset().contains("198.51.100.7 timeout"));
        configure(587);

        ChildProcess.Result unanswered = host.run("firewall", "apply", "--confirm", "2s");
        assertThat(unanswered.status()).isEqualTo(1);
        assertThat(unanswered.out()).contains("Type yes within 2 s", "all is as it was");
        assertThat(ruleset()).contains("tcp dport 25", "198.51.100.7 timeout").doesNotContain("tcp dport 587");
        Waiting.until(
                "the worker to go on", () -> host.run("firewall", "status").status() == 0);

        Process apply = host.command("firewall", "apply", "--confirm", "30s").start();
        Waiting.until("it to be applied", () -> ruleset().contains("tcp dport 587"));
        apply.outputWriter().write("yes\n");
        apply.outputWriter().flush();
        assertThat(apply.waitFor()).isZero();
        Waiting.until(
                "the worker to begin anew", Duration.ofSeconds(60), () -> goesOnAnew(HostedDoorward.log(doorward)));
        assertThat(ruleset()).contains("tcp dport 587", "198.51.100.7 timeout").doesNotContain("tcp dport 25 goto");
    }

    private static boolean goesOnAnew(String log) {
        int anew = log.indexOf("The firewall's worker begins anew");
        return anew >= 0 && log.indexOf("The firewall was made anew", anew) >= 0;
    }
}
