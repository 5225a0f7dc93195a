package org.doorward.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.Distribution;
import org.doorward.real.TestFolder;

/**
 * A mail host of Debian 12 in a container, with systemd, its journal, Debian's units of Postfix, nftables and SSH, and Doorward installed as the
 * documents say. Behind a link of its own there is a network namespace "world", whose clients have addresses of 198.51.100.0/24.
 *
 * <p>As on many a hardened host nothing may be executed in /tmp.
 */
final class SystemdHost implements AutoCloseable {

    static final String ADDRESS = "10.97.30.1";

    private static final String IMAGE = "doorward-systemd:dwtest";
    private static final String NAME = "dwtest-systemd";
    private static final String FOLDER = "/root/doorward";
    private static final Duration BOOT = Duration.ofMinutes(2);

    private static final String SETTINGS = """
            [exempt]
            networks = ["127.0.0.0/8", "::1"]

            [dns]
            servers = ["127.0.0.1:53"]

            [dnsbl]
            defaults = false

            [spf]
            ranges_of = []

            [watch]
            journal = ["postfix@-.service"]
            """;

    /** The world, whose way in goes over a link; it is not on-link with the host, whose neighbours are never banned. */
    private static final String WORLD = """
            ip netns add world
            ip link add name towards type veth peer name eth0 netns world
            ip address add 10.97.30.1/30 dev towards
            ip link set towards up
            ip netns exec world ip link set lo up
            ip netns exec world ip address add 10.97.30.2/30 dev eth0
            for last in 76 77 78 79 80; do ip netns exec world ip address add 198.51.100.$last/32 dev eth0; done
            ip netns exec world ip link set eth0 up
            ip route add 198.51.100.0/24 via 10.97.30.2
            """;

    private static final String CLOCK = "/run/systemd/system/%s.service.d/clock.conf";

    /** The library makes a start of Java ten times as long, which is not the units' fault. */
    private static final String FAKED = """
            [Service]
            Environment=LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1 FAKETIME_TIMESTAMP_FILE=/etc/faketime
            Environment=FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1
            TimeoutStartSec=300
            """;

    private final Docker docker = Docker.here();

    /** Builds, boots and installs. */
    static SystemdHost start() throws IOException {
        SystemdHost host = new SystemdHost();
        host.close();
        try {
            host.boot();
            host.install();
            return host;
        } catch (IOException | RuntimeException | AssertionError e) {
            host.close();
            throw e;
        }
    }

    private void boot() {
        String dockerfile = Documents.root()
                .resolve("policy-server/src/test/resources/org/doorward/docker/systemd")
                .toString();
        docker.must("docker", "build", "-q", "-t", IMAGE, dockerfile);
        // What systemd needs to be at home; the engine's profile of system calls forbids it to mount.
        docker.must(
                "docker",
                "run",
                "-d",
                "--name",
                NAME,
                "--hostname",
                "mx",
                "--network",
                "none",
                "--pull",
                "never",
                "--cap-add",
                "SYS_ADMIN",
                "--cap-add",
                "NET_ADMIN",
                "--security-opt",
                "seccomp=unconfined",
                "--security-opt",
                "apparmor=unconfined",
                "--tmpfs",
                "/run",
                "--tmpfs",
                "/run/lock",
                "--tmpfs",
                "/tmp",
                "-v",
                "/sys/fs/cgroup:/sys/fs/cgroup:rw",
                IMAGE);
        awaitBoot();
    }

    private void awaitBoot() {
        Docker.await(
                "the host to boot",
                BOOT,
                () -> List.of("running", "degraded")
                        .contains(run("systemctl is-system-running").out().strip()));
        shell(WORLD);
    }

    /** As the documents say; but for the line that fetches Java, which the image has. */
    private void install() throws IOException {
        try (TestFolder folder = TestFolder.make("systemd")) {
            Path copy = folder.path().resolve("doorward");
            var unused = Distribution.built().copyTo(copy);
            Path settings = Files.writeString(folder.path().resolve("doorward.toml"), SETTINGS);
            shell("mkdir -p " + FOLDER + "/policy-server/target /etc/doorward");
            docker.must("docker", "cp", copy.toString(), NAME + ":" + FOLDER + "/policy-server/target/doorward");
            docker.must("docker", "cp", settings.toString(), NAME + ":/etc/doorward/doorward.toml");
        }
        String install = first("docs/operations.md", "install");
        String noJava = install.replace("apt install openjdk-17-jre-headless\n", "");
        if (noJava.equals(install)) {
            throw new AssertionError("the lines that install do not begin with Java any more");
        }
        shell("cd " + FOLDER + "\n" + noJava);
        String firewall = Documents.blocks(Documents.text("README.md"), "sh").stream()
                .filter(block -> block.contains("doorward-firewall.service"))
                .findFirst()
                .orElseThrow();
        shell(firewall);
        shell("postconf -e 'myhostname=mx.example.net' 'mydestination=example.net' 'inet_protocols=all'\n"
                + "cat >> /etc/postfix/main.cf <<'END'\n" + first("README.md", "main.cf") + "END\n"
                + "newaliases; systemctl restart postfix");
    }

    private static String first(String document, String mark) {
        return Documents.blocksAfter(Documents.text(document), mark).get(0);
    }

    /** Runs lines as root on the host, all of which must succeed, and returns what they printed. */
    String shell(String lines) {
        Result result = run("set -eu\n" + lines);
        if (result.status() != 0) {
            throw new AssertionError(lines + ": " + result + "\n"
                    + run("journalctl --no-pager -n 60").out());
        }
        return result.out();
    }

    /** Runs lines as root on the host. */
    Result run(String lines) {
        return docker.run("docker", "exec", NAME, "bash", "-c", lines);
    }

    /** The command for a process of this machine, in a shell of the host. */
    List<String> command(String lines) {
        return List.of("docker", "exec", "-i", NAME, "bash", "-c", lines);
    }

    /** What systemd says of a unit. */
    String property(String unit, String name) {
        return shell("systemctl show --property " + name + " --value " + unit).strip();
    }

    /** A unit's words in the journal. */
    String journal(String unit) {
        return shell("journalctl --no-pager --output=cat --unit " + unit);
    }

    /** What a client with this address is told by the mail server, its greeting first. */
    String talk(String client, String... lines) {
        return world(client, 25, lines).out();
    }

    /** Whether a client with this address gets a greeting at a port. */
    boolean reaches(String client, int port) {
        return world(client, port).status() == 0;
    }

    private Result world(String client, int port, String... lines) {
        StringBuilder command = new StringBuilder("ip netns exec world client " + client + " " + ADDRESS + " " + port);
        for (String line : lines) {
            command.append(" '").append(line).append('\'');
        }
        return run(command.toString());
    }

    /** From now on both units of Doorward see a clock that is off by this much, such as {@code -1d}; each of them once is started anew for it. */
    void fakeClock(String offset) {
        shell("echo '" + offset + "' > /etc/faketime.new; mv /etc/faketime.new /etc/faketime");
        if (run("test -e " + CLOCK.formatted("doorward")).status() == 0) {
            return;
        }
        for (String unit : List.of("doorward", "doorward-firewall")) {
            String place = CLOCK.formatted(unit);
            shell("mkdir -p $(dirname " + place + ")\ncat > " + place + " <<'END'\n" + FAKED + "END\n"
                    + "systemctl daemon-reload; systemctl restart " + unit);
        }
    }

    /** They see the true clock again. */
    void trueClock() {
        shell(
                "rm -f /run/systemd/system/*.service.d/clock.conf; systemctl daemon-reload; systemctl restart doorward doorward-firewall");
    }

    /** Turns it off and on again. */
    void reboot() {
        docker.must("docker", "restart", "--time", "30", NAME);
        awaitBoot();
    }

    @Override
    public void close() {
        docker.run("docker", "rm", "--force", "--volumes", NAME);
    }
}
