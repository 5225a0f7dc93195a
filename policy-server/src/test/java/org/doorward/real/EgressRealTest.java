package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.real.EgressNetwork.MAIL_HOST;
import static org.doorward.real.EgressNetwork.MAIL_HOST6;
import static org.doorward.real.EgressNetwork.WORLD;
import static org.doorward.real.EgressNetwork.WORLD6;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The outbound lock as an operator has it: the worker keeps it on a host that is a router too, and tells the server of whoever tries to
 * send past it. Each test has rogues of its own, and sets the lock as it needs it.
 */
@Tag("real")
class EgressRealTest {

    private static final String ROGUE = "198.51.100.66";
    private static final String ROGUE6 = "2001:db8:66::66";
    private static final String WATCHED = "198.51.100.67";
    private static final String WATCHED6 = "2001:db8:67::67";
    private static final String FREE = "198.51.100.68";
    private static final String FREE6 = "2001:db8:68::68";

    /** It might bring a ban at once, were it an offence like others. */
    private static final int TRIES = 15;

    private static final String LOCK = """
            [egress]
            enabled = true
            where = "both"
            hosts = ["198.51.100.77", "2001:db8:77::/64"]
            mode = "%s"
            """;

    private static final Started started = new Started();
    private static int policyPort;
    private static int adminPort;
    private static EgressNetwork network;
    private static Netns net;
    private static HostedDoorward host;
    private static ChildProcess doorward;
    private static ChildProcess worker;

    @BeforeAll
    static void start() throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        RealParts.require("setpriv", Path.of("/usr/bin/setpriv"));
        Path folder = started.add(TestFolder.make("egress")).path();
        network = EgressNetwork.make(started, folder, List.of(ROGUE, ROGUE6, WATCHED, WATCHED6, FREE, FREE6));
        net = network.net();
        host = new HostedDoorward(net, folder);
        policyPort = Ports.free();
        adminPort = Ports.free();
        started.add(postfix());
        configure("");
        doorward = started.add(host.start("serve"));
        Waiting.until(
                "the server to be ready",
                Duration.ofSeconds(90),
                () -> HostedDoorward.log(doorward).contains("Ready in"));
        worker = started.add(host.start("firewall", "run"));
        Waiting.until("the worker's table", () -> ruleset().contains("table inet doorward {"));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    /** A mail host that sends as well: what comes from itself goes to the world, over IPv4 or IPv6. */
    private static PostfixInstance postfix() throws IOException {
        List<String> mainCf = new ArrayList<>(MainCf.advised("inet:127.0.0.1:" + policyPort));
        mainCf.addAll(List.of(
                "mynetworks = 127.0.0.0/8",
                "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination",
                "default_transport = smtp:[" + WORLD + "]:25",
                "transport_maps = inline:{ six.example=smtp:[" + WORLD6 + "]:25 }"));
        return PostfixInstance.of(
                mainCf, List.of("smtp unix - - n - - smtp"), net.prefix("host"), List.of("127.0.0.1", "::1"));
    }

    private static void configure(String lock) throws IOException {
        Files.writeString(host.configuration(), """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"
                dns.servers = ["127.0.0.1:1"]
                dnsbl.defaults = false
                spf.ranges_of = []
                firewall.state_dir = "%s"
                %s""".formatted(
                        policyPort,
                        host.folder().resolve("state"),
                        adminPort,
                        host.folder().resolve("worker"),
                        lock));
    }

    /** As {@code systemctl reload doorward-firewall} does. */
    private static void reload(String lock) throws IOException {
        configure(lock);
        worker.signal("HUP");
    }

    private static String ruleset() {
        return net.must("host", "nft", "list", "ruleset");
    }

    private static boolean refuses() {
        return ruleset().contains("table inet doorward_egress {") && ruleset().contains("reject with tcp reset");
    }

    private static boolean observes() {
        return ruleset().contains("table inet doorward_egress {") && !ruleset().contains("reject with tcp reset");
    }

    private static void awaitReport(String rogue, String... words) {
        Waiting.until(
                "the report of " + rogue,
                Duration.ofSeconds(40),
                () -> host.story(adminPort, rogue).contains("rogue_sender"));
        assertThat(host.story(adminPort, rogue)).contains(words);
    }

    @Test
    void onlyThoseNamedMaySendMailToTheWorldAndTheOthersAreReportedAndNeverBanned() throws IOException {
        reload(LOCK.formatted("enforce"));
        Waiting.until("the lock", EgressRealTest::refuses);

        for (int tries = 0; tries < TRIES; tries++) {
            assertThat(network.connect(ROGUE, 25)).isEqualTo("refused");
        }
        assertThat(network.connect(ROGUE6, 25)).isEqualTo("refused");
        assertThat(network.connect(ROGUE, 587)).isEqualTo("connected");
        assertThat(network.connect(ROGUE6, 587)).isEqualTo("connected");
        network.mail("inside", MAIL_HOST, WORLD, "one@four.example");
        network.mail("inside", MAIL_HOST6, WORLD6, "one@six.example");
        assertThat(network.taken(MAIL_HOST, "one@four.example")).isTrue();
        assertThat(network.taken(MAIL_HOST6, "one@six.example")).isTrue();

        awaitReport(ROGUE, "198.51.100.66, ", " connections to port 25");
        awaitReport(ROGUE6, "2001:db8:66::66, 1 connections to port 25");
        assertThat(HostedDoorward.log(worker)).contains("Rogue sender: " + ROGUE, "Rogue sender: " + ROGUE6);
        assertThat(HostedDoorward.log(doorward)).contains("rogue_sender: " + ROGUE, "rogue_sender: " + ROGUE6);
        assertThat(host.metrics(adminPort))
                .containsPattern("(?m)^doorward_offences_total\\{vector=\"rogue_sender\"} ([2-9]|[1-9][0-9])(\\.0)?$");
        assertThat(net.must("host", "nft", "list", "counter", "inet", "doorward_egress", "rogue"))
                .containsPattern("packets (1[6-9]|[2-9][0-9]) ");
        assertThat(host.run("bans").out()).contains("No ban stands");
        for (String set : List.of("b4_32", "b4_24", "b6_64")) {
            assertThat(net.must("host", "nft", "list", "set", "inet", "doorward", set))
                    .doesNotContain("elements");
        }
    }

    @Test
    void onTheHostItselfPostfixMaySendAndNobodyElse() throws IOException {
        reload(LOCK.formatted("enforce"));
        Waiting.until("the lock", EgressRealTest::refuses);

        assertThat(network.connectAs("nobody", WORLD, 25)).isEqualTo("refused");
        assertThat(network.connectAs("nobody", WORLD6, 25)).isEqualTo("refused");
        assertThat(network.connectAs("nobody", WORLD, 587)).isEqualTo("connected");
        assertThat(network.connectAs("nobody", "127.0.0.1", 25)).isEqualTo("connected");
        network.mail("host", "127.0.0.1", "127.0.0.1", "two@four.example");
        network.mail("host", "127.0.0.1", "127.0.0.1", "two@six.example");
        Waiting.until("Postfix's mail over IPv4", () -> network.taken("10.9.0.1", "two@four.example"));
        Waiting.until("Postfix's mail over IPv6", () -> network.taken("fd09::1", "two@six.example"));

        Waiting.until(
                "the report of nobody",
                Duration.ofSeconds(40),
                () -> HostedDoorward.log(doorward).contains("rogue_sender: 127.0.0.1, user 65534, "));
        awaitReport("127.0.0.1", "user 65534, ", "never banned");
        assertThat(host.run("why", "127.0.0.1").out()).contains("rogue_sender");
    }

    @Test
    void whereItObservesEverybodyMaySendAndIsReported() throws IOException {
        reload(LOCK.formatted("observe"));
        Waiting.until("the lock", EgressRealTest::observes);

        network.mail("inside", WATCHED, WORLD, "three@four.example");
        network.mail("inside", WATCHED6, WORLD6, "three@six.example");
        assertThat(network.taken(WATCHED, "three@four.example")).isTrue();
        awaitReport(WATCHED, "198.51.100.67, 1 connections to port 25");
        awaitReport(WATCHED6, "2001:db8:67::67, 1 connections to port 25");
    }

    @Test
    void withoutTheSwitchThereIsNoLockButItCanBeLookedAt() throws IOException {
        reload("");
        Waiting.until("no lock", () -> !ruleset().contains("doorward_egress"));

        assertThat(network.connect(FREE, 25)).isEqualTo("connected");
        assertThat(network.connect(FREE6, 25)).isEqualTo("connected");
        configure(LOCK.formatted("enforce"));
        assertThat(host.run("firewall", "egress").out())
                .contains("table inet doorward_egress", "reject with tcp reset", MAIL_HOST, "2001:db8:77::/64");
        assertThat(ruleset()).doesNotContain("doorward_egress");
        assertThat(host.story(adminPort, FREE)).doesNotContain("rogue_sender");
    }
}
