package org.doorward.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples of own firewall commands tell the other host, with an ssh that writes it down. */
class CommandExamplesTest {

    private static final String CHANGE = """
            {"action":"%s",
             "begin":[{"network":"198.51.100.7/32","until":1764150000,"seconds":3600,"id":"B7K2"},
                      {"network":"2001:db8::/64","until":1764150000,"seconds":3600,"id":"B7K3"}],
             "end":["198.51.100.0/24"],"allow":["127.0.0.0/8"],"drop":["10.0.0.0/8"]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void anSshThatWritesDown() throws IOException {
        RealParts.require("jq", Path.of("/usr/bin/jq"));
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, """
                #!/bin/sh
                echo "ssh $*" >>"$TOLD"
                cat >>"$TOLD"
                cat "$ANSWER"
                """);
        assertThat(ssh.toFile().setExecutable(true)).isTrue();
        answer("");
    }

    private void answer(String text) throws IOException {
        Files.writeString(folder.resolve("answer"), text);
    }

    private int run(String example, String action) throws Exception {
        Path in = Files.writeString(folder.resolve("in"), CHANGE.formatted(action));
        Files.writeString(folder.resolve("told"), "");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "src/dist/examples/" + example, "me@there")
                .redirectInput(in.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder + ":/usr/bin:/bin",
                        "TOLD",
                        folder.resolve("told").toString(),
                        "ANSWER",
                        folder.resolve("answer").toString()));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<String> told() throws IOException {
        return Files.readAllLines(folder.resolve("told")).stream()
                .map(line -> line.replaceFirst("ssh .* me@there ?", "> "))
                .toList();
    }

    @Test
    void pfGetsWholeTablesAndSingleNetworks() throws Exception {
        assertThat(run("pf-over-ssh", "rebuild")).isZero();
        assertThat(told())
                .containsExactly(
                        "> doas pfctl -q -t doorward_allow -T replace -f -",
                        "127.0.0.0/8",
                        "> doas pfctl -q -t doorward_drop -T replace -f -",
                        "10.0.0.0/8",
                        "> doas pfctl -q -t doorward -T replace -f -",
                        "198.51.100.7/32",
                        "2001:db8::/64",
                        "> doas pfctl -q -t doorward -T add -f -",
                        "240.0.0.213");

        assertThat(run("pf-over-ssh", "apply")).isZero();
        assertThat(told())
                .containsExactly(
                        "> doas pfctl -q -t doorward -T delete -f -",
                        "198.51.100.0/24",
                        "> doas pfctl -q -t doorward -T add -f -",
                        "198.51.100.7/32",
                        "2001:db8::/64");
    }

    @Test
    void aTableOfPfThatWasEmptiedIsGone() throws Exception {
        assertThat(run("pf-over-ssh", "look")).isEqualTo(3);
        answer("   198.51.100.7\n   240.0.0.213\n");
        assertThat(run("pf-over-ssh", "look")).isZero();
        assertThat(run("pf-over-ssh", "dance")).isEqualTo(2);
    }

    @Test
    void aRouterGetsLinesOfConfiguration() throws Exception {
        assertThat(run("cisco-null-routes", "apply")).isZero();
        assertThat(told())
                .containsExactly(
                        "> ",
                        "configure terminal",
                        "no ip route 198.51.100.0 255.255.255.0 Null0 tag 213",
                        "ip route 198.51.100.7 255.255.255.255 Null0 tag 213",
                        "ipv6 route 2001:db8::/64 Null0 tag 213",
                        "end",
                        "exit");
    }

    @Test
    void aRebuildTellsARouterOnlyWhatDiffers() throws Exception {
        List<String> running = List.of(
                "router#show run",
                "ip route 198.51.100.9 255.255.255.255 Null0 tag 213",
                "ipv6 route 2001:DB8::/64 Null0 tag 213",
                "router#exit",
                "");
        answer(String.join("\r\n", running));
        assertThat(run("cisco-null-routes", "rebuild")).isZero();
        assertThat(told())
                .endsWith(
                        "configure terminal",
                        "ip route 198.51.100.7 255.255.255.255 null0 tag 213",
                        "no ip route 198.51.100.9 255.255.255.255 null0 tag 213",
                        "end",
                        "exit");
    }

    @Test
    void whatARouterRefusesIsAFailure() throws Exception {
        answer("% Invalid input detected at '^' marker.\n");
        assertThat(run("cisco-null-routes", "apply")).isEqualTo(1);
        answer("%No matching route to delete\n");
        assertThat(run("cisco-null-routes", "apply")).isZero();
    }
}
