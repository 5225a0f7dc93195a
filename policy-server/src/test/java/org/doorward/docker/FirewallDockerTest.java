package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The firewall in a container beside Postfix's: what it drops, that it heals, and what it leaves alone. Judged by a table of the test's own in the
 * same network namespace, which counts in front of Doorward's chain and behind it.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
class FirewallDockerTest {

    private static final String BANNED4 = "198.51.100.241";
    private static final String BANNED6 = "2001:db8:241::25";
    private static final Duration HEALING = Duration.ofSeconds(30);

    /** Doorward's chain hooks prerouting at -300. */
    private static final String COUNTERS = """
            table inet dwtest {
              counter before4 {}
              counter before6 {}
              counter after4 {}
              counter after6 {}
              chain before {
                type filter hook prerouting priority -400; policy accept;
                ip saddr %1$s tcp dport 25 counter name before4
                ip6 saddr %2$s tcp dport 25 counter name before6
              }
              chain after {
                type filter hook input priority 0; policy accept;
                ip saddr %1$s tcp dport 25 counter name after4
                ip6 saddr %2$s tcp dport 25 counter name after6
              }
            }
            """.formatted(BANNED4, BANNED6);

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private final Composed composed;

    FirewallDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void drops_the_banned_before_postfix_sees_them_heals_and_leaves_dockers_rules_alone() {
        anewAndWithoutTheFirewall();
        OneAtATime.run(this::compared);
    }

    private void compared() {
        String ofDocker = rulesInside();
        String ofHost = rulesOfTheHost();
        assertThat(ofDocker).contains("DOCKER").doesNotContain("doorward");
        assertThat(ofHost).contains("DOCKER").doesNotContain("doorward");

        composed.must("up", "--detach", "--wait", "firewall");
        try (Outside outside = Outside.of(composed)) {
            count();
            assertThat(outside.knock(BANNED4, BANNED6))
                    .hasSize(2)
                    .allSatisfy(heard -> assertThat(heard).startsWith("220 mx.example.net"));
            assertThat(counted("after4")).isPositive();
            assertThat(counted("after6")).isPositive();

            ban(BANNED4);
            ban(BANNED6);
            areDropped(outside);

            composed.exec("firewall", "nft", "flush", "table", "inet", "doorward");
            Docker.await("the table to be whole again", HEALING, () -> table().contains("drop comment"));
            areDropped(outside);
            assertThat(outside.knock("198.51.100.242").get(0)).startsWith("220 mx.example.net");

            composed.exec("firewall", "nft", "delete", "table", "inet", "doorward");
            Docker.await("the table to be made again", HEALING, () -> table().contains(BANNED4));
            areDropped(outside);
            liftBoth();
        } finally {
            composed.exec("firewall", "nft", "delete", "table", "inet", "dwtest");
        }
        assertThat(rulesInside()).isEqualTo(ofDocker);
        assertThat(rulesOfTheHost()).isEqualTo(ofHost);
    }

    /** A network namespace in which the firewall never ran. */
    private void anewAndWithoutTheFirewall() {
        composed.must("rm", "--stop", "--force", "firewall");
        composed.must("up", "--detach", "--wait", "--force-recreate", "--no-deps", "postfix");
    }

    private void count() {
        composed.docker()
                .must(
                        "sh",
                        "-c",
                        "printf '%s' \"$1\" | docker exec -i " + Composed.container("firewall") + " nft -f -",
                        "sh",
                        COUNTERS);
    }

    /** Their packets arrive in the namespace, and get no further; Postfix has no line of them. */
    private void areDropped(Outside outside) {
        composed.exec("firewall", "nft", "reset", "counters", "table", "inet", "dwtest");
        String log = composed.mailLog();
        assertThat(outside.knock(BANNED4, BANNED6))
                .hasSize(2)
                .allSatisfy(heard -> assertThat(heard).contains("timed out"));
        for (String family : List.of("4", "6")) {
            assertThat(counted("before" + family)).as("packets that arrived").isPositive();
            assertThat(counted("after" + family))
                    .as("packets behind the firewall")
                    .isZero();
        }
        assertThat(composed.mailLog().substring(log.length())).doesNotContain(BANNED4, BANNED6);
    }

    private int counted(String counter) {
        String text = composed.exec("firewall", "nft", "list", "counter", "inet", "dwtest", counter);
        Matcher packets = PACKETS.matcher(text);
        assertThat(packets.find()).as(text).isTrue();
        return Integer.parseInt(packets.group(1));
    }

    private void ban(String address) {
        composed.exec("doorward", "doorward", "ban", address, "--for", "10m", "--reason", "a test");
        // The kernel's set for IPv6 has networks of 64 bits.
        String element = address.replaceAll("::25$", "::");
        Docker.await(element + " to be in the kernel", HEALING, () -> table().contains(element));
    }

    private void liftBoth() {
        composed.exec("doorward", "doorward", "unban", BANNED4);
        composed.exec("doorward", "doorward", "unban", BANNED6);
        Docker.await("the bans to be lifted", HEALING, () -> !table().contains("timeout 10m"));
    }

    private String table() {
        return composed.docker()
                .run("docker", "exec", Composed.container("firewall"), "nft", "list", "table", "inet", "doorward")
                .out();
    }

    /** Without counters, which count on, and without Doorward's own table. */
    private String rulesInside() {
        return rules(
                "docker",
                "run",
                "--rm",
                "--pull=never",
                "--network",
                "container:" + Composed.container("postfix"),
                "--cap-add",
                "NET_ADMIN",
                "--entrypoint",
                "nft",
                Composed.image("doorward-firewall"),
                "-s",
                "list",
                "ruleset");
    }

    private String rulesOfTheHost() {
        return rules("nft", "-s", "list", "ruleset")
                + String.join(
                        "\n",
                        composed.docker()
                                .lines("sh", "-c", "iptables-save | grep -v '^#' | sed 's/ \\[[0-9]*:[0-9]*\\]$//'"));
    }

    private String rules(String... command) {
        return composed.docker().must(command).replaceAll("(?ms)^table inet doorward \\{.*?^\\}\\n?", "");
    }
}
