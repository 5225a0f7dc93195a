package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.firewall.real.Netns;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The firewall's container where it has the host's network, beside Docker's own rules. The host is a network namespace made for this test,
 * with rules as Docker's are for a container whose port 25 is published at one of the host's addresses; at another the host takes mail itself.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
class HostFirewallDockerTest {

    private static final String BANNED4 = "198.51.100.241";
    private static final String BANNED6 = "2001:db8:241::25";
    private static final String GOOD4 = "198.51.100.242";
    private static final String GOOD6 = "2001:db8:242::25";

    /** Where the container's port is published. */
    private static final String PUBLISHED4 = "10.97.98.1";

    private static final String PUBLISHED6 = "fd5e:d00d:98::1";

    /** The host's own. */
    private static final String OWN4 = "10.97.98.5";

    private static final String OWN6 = "fd5e:d00d:98::5";

    private static final List<String> ALL_FOUR = List.of("connected", "connected", "connected", "connected");

    private static final String OWN_TABLE = "(?ms)^table inet doorward \\{.*?^\\}\\n?";

    private static final Duration HEALING = Duration.ofSeconds(30);

    /** As Docker writes them, but for the bridge's name. */
    private static final String RULES = """
            *nat
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :DOCKER - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
            -A OUTPUT ! -d %1$s -m addrtype --dst-type LOCAL -j DOCKER
            -A POSTROUTING -s %2$s ! -o to-mail -j MASQUERADE
            -A DOCKER -i to-mail -j RETURN
            -A DOCKER -d %3$s ! -i to-mail -p tcp -m tcp --dport 25 -j DNAT --to-destination %4$s
            COMMIT
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            :DOCKER - [0:0]
            :DOCKER-USER - [0:0]
            -A FORWARD -j DOCKER-USER
            -A FORWARD -o to-mail -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A FORWARD -o to-mail -j DOCKER
            -A FORWARD -i to-mail ! -o to-mail -j ACCEPT
            -A DOCKER -d %5$s ! -i to-mail -o to-mail -p tcp -m tcp --dport 25 -j ACCEPT
            -A DOCKER-USER -j RETURN
            COMMIT
            """;

    private static final String RULES4 =
            RULES.formatted("127.0.0.0/8", "172.30.0.0/24", PUBLISHED4 + "/32", "172.30.0.2:25", "172.30.0.2/32");

    private static final String RULES6 = RULES.formatted(
            "::1/128", "fd5e:d00d:99::/64", PUBLISHED6 + "/128", "[fd5e:d00d:99::2]:25", "fd5e:d00d:99::2/128");

    /** Those of docs/docker-production.md for the host's network; and nobody is asked. */
    private static final String SETTINGS = """
            listen = ["unix:/run/policy/doorward"]
            dns.servers = ["127.0.0.1:1"]
            dnsbl.defaults = false
            sender.enabled = false
            spf.enabled = false
            spf.ranges_of = []
            [admin]
            listen = "inet:127.0.0.1:60080"
            token_file = "/run/doorward/admin-token"
            [firewall]
            server = "inet:127.0.0.1:60080"
            look_every = "2s"
            """;

    private final Composed composed;
    private final String host = Composed.container("host-namespace");
    private final String server = Composed.container("host-doorward");
    private final String worker = Composed.container("host-firewall");
    private final String token = Composed.volume("host-token");

    private TestFolder folder;
    private Netns net;

    HostFirewallDockerTest(Composed composed) {
        this.composed = composed;
    }

    @BeforeEach
    void aHostWithDockersRules() throws IOException {
        folder = TestFolder.make("host-firewall");
        remove();
        net = Netns.of("outside", "mail");
        nameTheHostsNamespace();
        net.link("host", "outside");
        net.link("host", "mail");
        for (String address : List.of(PUBLISHED4 + "/29", OWN4 + "/29", PUBLISHED6 + "/64", OWN6 + "/64")) {
            net.address("host", "outside", address);
        }
        net.address("host", "mail", "172.30.0.1/24");
        net.address("host", "mail", "fd5e:d00d:99::1/64");
        net.address("mail", "host", "172.30.0.2/24");
        net.address("mail", "host", "fd5e:d00d:99::2/64");
        net.must("mail", "ip", "route", "add", "default", "via", "172.30.0.1");
        net.must("mail", "ip", "route", "add", "default", "via", "fd5e:d00d:99::1");
        sendersAreBehindARouter();
        restore("iptables-restore", RULES4);
        restore("ip6tables-restore", RULES6);
    }

    @AfterEach
    void away() throws IOException {
        Docker.here().run("ip", "netns", "delete", net.name("host"));
        net.close();
        remove();
        folder.close();
    }

    @Test
    void drops_what_docker_would_pass_on_and_what_is_for_the_host_and_leaves_dockers_rules_alone() throws IOException {
        net.listen("mail", 25);
        awaitHeard(
                "only what is published, a container's: nobody listens on the host yet",
                List.of("connected", "refused", "connected", "refused"),
                GOOD4,
                GOOD6);
        net.listen("host", 25);
        String before = otherRules();
        assertThat(before).contains("dnat", "DOCKER-USER");
        startServerAndWorker();
        awaitHeard("all, before anybody is banned", ALL_FOUR, BANNED4, BANNED6);

        composed.docker()
                .must("docker", "exec", server, "doorward", "ban", BANNED4, "--for", "10m", "--reason", "a test");
        composed.docker()
                .must("docker", "exec", server, "doorward", "ban", BANNED6, "--for", "10m", "--reason", "a test");
        theBannedAreDroppedAndNobodyElse();

        net.must("host", "nft", "flush", "table", "inet", "doorward");
        theBannedAreDroppedAndNobodyElse();
        assertThat(otherRules()).isEqualTo(before);

        composed.docker().must("docker", "stop", "--time", "5", worker);
        assertThat(knock(BANNED4, BANNED6)).as("the kernel goes on").containsOnly("silence");
        assertThat(otherRules()).isEqualTo(before);
    }

    private void theBannedAreDroppedAndNobodyElse() {
        Docker.await("the bans in the kernel, and the rules", HEALING, () -> {
            String table =
                    net.run("host", "nft", "list", "table", "inet", "doorward").out();
            return table.contains("drop comment") && table.contains(BANNED4) && table.contains("2001:db8:241::");
        });
        assertThat(knock(BANNED4, BANNED6)).containsOnly("silence");
        awaitHeard("all, for one who is not banned", ALL_FOUR, GOOD4, GOOD6);
    }

    /** Patiently, for on a busy machine an answer may take longer than a knock waits. */
    private void awaitHeard(String awaited, List<String> expected, String client4, String client6) {
        Docker.await(awaited, () -> knock(client4, client6).equals(expected));
    }

    /** What becomes of each at the published address and at the host's own, in turn; at the same time, for silence takes a second. */
    private List<String> knock(String client4, String client6) {
        return Stream.of(
                        List.of(client4, PUBLISHED4),
                        List.of(client4, OWN4),
                        List.of(client6, PUBLISHED6),
                        List.of(client6, OWN6))
                .parallel()
                .map(way -> net.connect("outside", way.get(0), way.get(1), 25))
                .toList();
    }

    /** The namespace belongs to a container, so that others can share it. */
    private void nameTheHostsNamespace() {
        composed.docker()
                .must(
                        "docker",
                        "run",
                        "--detach",
                        "--pull=never",
                        "--name",
                        host,
                        "--network",
                        "none",
                        "--no-healthcheck",
                        "--sysctl",
                        "net.ipv4.ip_forward=1",
                        "--sysctl",
                        "net.ipv6.conf.all.disable_ipv6=0",
                        "--sysctl",
                        "net.ipv6.conf.default.disable_ipv6=0",
                        "--sysctl",
                        "net.ipv6.conf.all.forwarding=1",
                        "--entrypoint",
                        "sleep",
                        Composed.image("doorward-firewall"),
                        "600");
        String pid = composed.docker()
                .must("docker", "inspect", "-f", "{{.State.Pid}}", host)
                .strip();
        Docker.here().must("ip", "netns", "attach", net.name("host"), pid);
    }

    /** For neighbours are never banned. */
    private void sendersAreBehindARouter() {
        net.address("outside", "host", "10.97.98.2/29");
        net.address("outside", "host", "fd5e:d00d:98::2/64");
        for (String address : List.of(BANNED4, GOOD4, BANNED6, GOOD6)) {
            net.must("outside", "ip", "address", "add", address, "dev", "lo");
        }
        net.must("host", "ip", "route", "add", "198.51.100.0/24", "via", "10.97.98.2");
        net.must("host", "ip", "route", "add", "2001:db8::/32", "via", "fd5e:d00d:98::2");
    }

    private void restore(String program, String rules) throws IOException {
        Path file = Files.writeString(folder.path().resolve(program), rules);
        net.must("host", program, file.toString());
    }

    private void startServerAndWorker() throws IOException {
        Files.writeString(folder.path().resolve("host.toml"), SETTINGS);
        start(server, "doorward", List.of("--volume", token + ":/run/doorward", "--volume", "/run/policy"));
        start(
                worker,
                "doorward-firewall",
                List.of("--volume", token + ":/run/doorward:ro", "--cap-add", "NET_ADMIN", "--group-add", "10025"));
    }

    /** As docs/docker-production.md wants it. */
    private void start(String name, String image, List<String> options) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--pull=never", "--name", name));
        command.addAll(
                List.of("--network", "container:" + host, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"));
        command.addAll(List.of("--security-opt", "no-new-privileges:true"));
        command.addAll(List.of("--volume", folder.path() + "/host.toml:/etc/doorward/conf.d/host.toml:ro"));
        command.addAll(options);
        command.add(Composed.image(image));
        composed.docker().must(command.toArray(String[]::new));
        Docker.await(
                name + " to be well",
                () -> composed.docker().run("docker", "exec", name, "healthy").status() == 0);
    }

    /** All rules in there but Doorward's, without what they have counted. */
    private String otherRules() {
        return Stream.of("nft -s list ruleset", "iptables-save", "ip6tables-save")
                .flatMap(command -> net.must("host", command.split(" "))
                        .replaceAll(OWN_TABLE, "")
                        .lines())
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll(" \\[\\d+:\\d+\\]$", ""))
                .collect(Collectors.joining("\n"));
    }

    private void remove() {
        composed.docker().run("docker", "rm", "--force", "--volumes", worker, server, host);
        composed.docker().run("docker", "volume", "rm", token);
    }
}
