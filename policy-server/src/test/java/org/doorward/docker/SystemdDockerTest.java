package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The units, on a host with a real systemd, its journal, nftables.service, Postfix and SSH. */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemdDockerTest {

    private static final String ATTACKER = "198.51.100.77";
    private static final String ADMINISTRATOR = "198.51.100.78";
    private static final String GOOD = "198.51.100.79";
    private static final String TYPED = "198.51.100.80";

    private static final String TIMED = "198.51.100.76";
    private static final Duration A_MINUTE = Duration.ofSeconds(60);

    /** {@code CAP_NET_ADMIN} alone, in the words of /proc/PID/status. */
    private static final String NET_ADMIN = "0000000000001000";

    private static final String NOTHING = "0000000000000000";

    private SystemdHost host;

    @BeforeAll
    void boot() throws IOException {
        DockerParts.require();
        host = SystemdHost.start();
    }

    @AfterAll
    void shutDown() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void the_units_become_ready_with_the_rights_they_state() {
        assertThat(host.property("doorward", "ActiveState")).isEqualTo("active");
        assertThat(host.property("doorward", "StatusText")).startsWith("Listening on inet:127.0.0.1:60000");
        assertThat(host.property("doorward-firewall", "ActiveState")).isEqualTo("active");

        assertThat(status("doorward")).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
        assertThat(host.shell("ps -o user= -p " + mainPid("doorward")).strip()).isEqualTo("doorward");
        assertThat(status("doorward-firewall")).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
        assertThat(status("doorward-firewall").get("Uid")).doesNotStartWith("0");
        for (String set : new String[] {"CapEff", "CapPrm", "CapBnd"}) {
            assertThat(status("doorward")).as(set).containsEntry(set, NOTHING);
            assertThat(status("doorward-firewall")).as(set).containsEntry(set, NET_ADMIN);
        }
    }

    @Test
    void unknown_users_in_the_journal_end_in_silence_and_nobody_else_notices() {
        String[] lines = IntStream.rangeClosed(1, 10)
                .mapToObj(number -> "RCPT TO:<nobody" + number + "@example.net>")
                .toArray(String[]::new);
        assertThat(host.talk(ATTACKER, "EHLO attacker.example", "MAIL FROM:<x@attacker.example>"))
                .contains("250 2.1.0 Ok");
        host.talk(ATTACKER, concat(new String[] {"EHLO attacker.example", "MAIL FROM:<x@attacker.example>"}, lines));

        Docker.await("the attacker to be met with silence", () -> !host.reaches(ATTACKER, 25));
        assertThat(host.reaches(GOOD, 25)).isTrue();
        assertThat(host.reaches(ATTACKER, 22)).isTrue();
        assertThat(host.shell("doorward why " + ATTACKER)).contains("unknown_user");
    }

    @Test
    void a_restart_of_nftables_takes_no_ban_away() {
        patienceBeginsAnew();
        ban(TYPED);
        Docker.await("the ban in the kernel", () -> !host.reaches(TYPED, 25));
        for (String deed : new String[] {"enable --now", "restart"}) {
            host.shell("systemctl " + deed + " nftables");

            Docker.await("the ban to be there again after " + deed, () -> kernel().contains(TYPED));
            assertThat(host.reaches(TYPED, 25)).as(deed).isFalse();
            assertThat(host.reaches(GOOD, 25)).as(deed).isTrue();
        }
        assertThat(host.shell("nft list tables").contains("table inet filter")).isTrue();
        assertThat(host.shell("doorward firewall status")).contains("in step");
    }

    @Test
    void a_session_of_ssh_outlives_all_that_can_befall_its_peer() throws IOException, InterruptedException {
        patienceBeginsAnew();
        host.shell("test -f /root/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519\n"
                + "cat /root/.ssh/id_ed25519.pub >> /root/.ssh/authorized_keys");
        Process session = new ProcessBuilder(host.command("ip netns exec world ssh -b " + ADMINISTRATOR
                        + " -o StrictHostKeyChecking=no -o BatchMode=yes root@" + SystemdHost.ADDRESS + " cat"))
                .redirectErrorStream(true)
                .start();
        try (Writer say = new OutputStreamWriter(session.getOutputStream(), StandardCharsets.UTF_8);
                BufferedReader hear =
                        new BufferedReader(new InputStreamReader(session.getInputStream(), StandardCharsets.UTF_8))) {
            lives(say, hear, "before");

            Result ban = host.run("doorward ban " + ADMINISTRATOR + " --for 1h --reason 'a slip'");
            host.run("doorward ban 198.51.100.0/24 --for 1h --reason 'a larger slip'");
            host.run("doorward ban 0.0.0.0/0 --for 1h --reason 'the largest slip'");
            lives(say, hear, "a ban of its own address: " + ban.out());
            host.shell("systemctl restart doorward-firewall");
            lives(say, hear, "a restart of the worker");
            host.shell("systemctl restart nftables");
            Docker.await("the table to be there again", () -> kernel().contains("doorward"));
            lives(say, hear, "a restart of nftables");
            host.shell("systemctl stop doorward doorward-firewall");
            lives(say, hear, "the end of both units");
            host.shell("systemctl start doorward doorward-firewall");
            lives(say, hear, "their start");

            // The way in stays open for a second session, too.
            assertThat(host.reaches(ADMINISTRATOR, 22)).isTrue();
        } finally {
            session.destroyForcibly();
            session.waitFor();
            for (String network : new String[] {ADMINISTRATOR, "198.51.100.0/24", "0.0.0.0/0"}) {
                host.run("doorward unban " + network);
            }
        }
    }

    private static void lives(Writer say, BufferedReader hear, String after) throws IOException {
        say.write("still here after " + after.lines().findFirst().orElse("") + "\n");
        say.flush();
        String line = hear.readLine();
        while (line != null && !line.startsWith("still here")) {
            line = hear.readLine();
        }
        assertThat(line).as("the session after " + after).isNotNull();
    }

    /** The clock of both processes, that is: the machine's own is not this test's to set. */
    @Test
    void a_clock_that_is_set_forward_and_back_leaves_the_kernel_with_the_bans_that_stand() {
        host.fakeClock("+0");
        try {
            ban(TIMED);
            Docker.await("the ban in the kernel", () -> kernel().contains(TIMED));

            host.fakeClock("+2h");
            Docker.await("the end of a ban that is over", A_MINUTE, () -> !kernel().contains(TIMED));
            assertThat(host.reaches(TIMED, 25)).isTrue();

            host.fakeClock("-1d");
            Docker.await("a ban that stands again", A_MINUTE, () -> kernel().contains(TIMED));

            host.fakeClock("+0");
            Docker.await(
                    "the ban with its own end",
                    A_MINUTE,
                    () -> kernel().lines()
                            .anyMatch(line -> line.contains(TIMED) && line.matches(".*expires [1-5]?[0-9]m.*")));
            assertThat(host.reaches(TIMED, 25)).isFalse();
        } finally {
            host.run("doorward unban " + TIMED);
            host.trueClock();
        }
    }

    @Test
    void a_server_that_stands_still_is_started_anew_by_the_watchdog() {
        host.shell("""
                mkdir -p /run/systemd/system/doorward.service.d
                printf '[Service]\\nWatchdogSec=4\\nRestartSec=0\\n' > /run/systemd/system/doorward.service.d/test.conf
                systemctl daemon-reload
                systemctl restart doorward
                """);
        String stuck = mainPid("doorward");

        host.shell("kill -STOP " + stuck);

        Docker.await(
                "another server",
                Duration.ofMinutes(1),
                () -> !mainPid("doorward").equals(stuck)
                        && host.property("doorward", "ActiveState").equals("active"));
        assertThat(host.journal("doorward")).contains("Watchdog timeout");
        host.shell("rm -r /run/systemd/system/doorward.service.d; systemctl daemon-reload; systemctl restart doorward");
    }

    @Test
    void after_a_boot_bans_stand_before_postfix_takes_a_connection() {
        host.shell("systemctl enable nftables");
        ban(TYPED);
        Docker.await("the ban in the kernel", () -> kernel().contains(TYPED));

        host.reboot();

        assertThat(host.property("doorward-firewall", "ActiveState")).isEqualTo("active");
        assertThat(since("doorward-firewall", "ActiveEnter")).isLessThan(since("postfix@-", "InactiveExit"));
        assertThat(since("doorward", "ActiveEnter")).isLessThan(since("postfix@-", "InactiveExit"));
        assertThat(since("nftables", "ActiveEnter")).isLessThan(since("doorward-firewall", "InactiveExit"));
        assertThat(host.reaches(TYPED, 25)).isFalse();
        assertThat(host.reaches(GOOD, 25)).isTrue();
    }

    /** That of the worker, with those who take its table away: more than three times within five minutes, and it is obeyed. */
    private void patienceBeginsAnew() {
        host.shell("systemctl restart doorward-firewall; doorward firewall on");
    }

    /** From now on, for an hour. */
    private void ban(String address) {
        host.run("doorward unban " + address);
        host.shell("doorward ban " + address + " --for 1h --reason 'a test'");
    }

    private long since(String unit, String turn) {
        return Long.parseLong(host.property(unit, turn + "TimestampMonotonic"));
    }

    private String kernel() {
        return host.run("nft list table inet doorward").out();
    }

    private String mainPid(String unit) {
        return host.property(unit, "MainPID");
    }

    private Map<String, String> status(String unit) {
        return host.shell("cat /proc/" + mainPid(unit) + "/status")
                .lines()
                .map(line -> line.split(":\\s*", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    }

    private static String[] concat(String[] first, String[] second) {
        return IntStream.range(0, first.length + second.length)
                .mapToObj(at -> at < first.length ? first[at] : second[at - first.length])
                .toArray(String[]::new);
    }
}
