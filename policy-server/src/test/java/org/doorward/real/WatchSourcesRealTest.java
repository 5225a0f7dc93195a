package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where lines come from beside files: the journal as a real journalctl tells it, with the kernel's part of it, a syslog socket that a real program logs to,
 * and standard input. The journal's own file is written by systemd-journal-remote, for no journald runs where these tests do.
 */
@Tag("real")
class WatchSourcesRealTest {

    private static final Path REMOTE = Path.of("/lib/systemd/systemd-journal-remote");
    private static final Path JOURNALCTL = Path.of("/usr/bin/journalctl");
    private static final Path LOGGER = Path.of("/usr/bin/logger");
    private static final String BOOT = "0123456789abcdef0123456789abcdef";

    private static TestFolder folder;
    private static DoorwardSetup setup;
    private static DoorwardProcess doorward;
    private static Path journal;
    private static Path socket;
    private static Path input;
    private static long entries;

    @BeforeAll
    static void start() throws IOException {
        RealParts.require("systemd-journal-remote", REMOTE);
        RealParts.require("journalctl", JOURNALCTL);
        RealParts.require("logger", LOGGER);
        folder = TestFolder.make("sources");
        journal = Files.createDirectory(folder.path().resolve("journal"));
        socket = folder.path().resolve("log");
        input = folder.path().resolve("input");
        ChildProcess.runWell("mkfifo", input.toString());
        put("init.scope", "systemd", "syslog", "the first entry, for without a file journalctl ends");
        setup = DoorwardSetup.in(folder.path())
                .environment("PATH", programs() + ":" + System.getenv("PATH"))
                // Open for both, so that it neither waits for a writer nor ends with one.
                .wrapped("sh", "-c", "exec \"$0\" \"$@\" <> " + input);
        Files.writeString(setup.configuration(), """
                [watch]
                journal = ["postfix@*.service"]
                kernel = "journal"
                syslog = "unix:%s"
                standard_input = true
                """.formatted(socket));
        doorward = DoorwardProcess.start(setup);
    }

    /** A folder with a journalctl that reads the test's journal. */
    private static Path programs() throws IOException {
        Path programs = Files.createDirectory(folder.path().resolve("bin"));
        Path program = programs.resolve("journalctl");
        Files.writeString(program, "#!/bin/sh\nexec " + JOURNALCTL + " --directory=" + journal + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }

    @AfterAll
    static void stop() throws IOException {
        if (doorward != null) {
            doorward.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    /** Has an entry written into the journal, as journald itself would write it. */
    private static void put(String unit, String identifier, String transport, String message) throws IOException {
        long micros = TimeUnit.SECONDS.toMicros(Instant.now().getEpochSecond()) + entries++;
        Path entry = Files.writeString(
                folder.path().resolve("entry"),
                "__REALTIME_TIMESTAMP=" + micros + "\n__MONOTONIC_TIMESTAMP=" + micros + "\n_BOOT_ID=" + BOOT
                        + "\n_MACHINE_ID=" + BOOT + "\n_TRANSPORT=" + transport + "\n_SYSTEMD_UNIT=" + unit
                        + "\nSYSLOG_IDENTIFIER=" + identifier + "\n_PID=7\nMESSAGE=" + message + "\n\n");
        ChildProcess.runWell(REMOTE.toString(), "--output=" + journal.resolve("remote.journal"), entry.toString());
    }

    private static String unknownUser(String client, int number) {
        return "NOQUEUE: reject: RCPT from unknown[" + client + "]: 550 5.1.1 <n" + number
                + "@test.invalid>: Recipient address rejected: User unknown in local recipient table;"
                + " from=<robot@sender.example> to=<n" + number + "@test.invalid> proto=ESMTP helo=<x>";
    }

    private static void postfixLogs(String client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            put("postfix@-.service", "postfix/smtpd", "syslog", unknownUser(client, i));
        }
    }

    private static String why(String client) {
        return doorward.run("why", client).out();
    }

    private static void awaitBan(String client) {
        Waiting.until("the ban of " + client, () -> why(client).contains("banned until"));
    }

    private static void awaitCount(String client, int count) {
        Waiting.until(
                count + " offences of " + client,
                () -> why(client).lines().anyMatch(line -> line.matches(" *unknown_user +" + count + " .*")));
    }

    @Test
    void theJournalsEntriesCountOnceThoughTheServerIsKilled() throws IOException {
        postfixLogs("198.51.100.50", 5);
        awaitCount("198.51.100.50", 5);
        doorward.kill();
        doorward.awaitExit();
        postfixLogs("198.51.100.50", 4);
        doorward.close();
        doorward = DoorwardProcess.start(setup);

        awaitCount("198.51.100.50", 9);
        assertThat(why("198.51.100.50")).doesNotContain("banned until");
        postfixLogs("198.51.100.50", 1);
        awaitBan("198.51.100.50");
        assertThat(why("198.51.100.50")).contains("10 times unknown_user within 1 h", "<n0@test.invalid>");
    }

    @Test
    void whoOnlyCallsHimselfPostfixInTheJournalBlamesNobody() throws IOException {
        for (int i = 0; i < 10; i++) {
            put("session-1.scope", "postfix/smtpd", "syslog", unknownUser("198.51.100.51", i));
        }
        postfixLogs("198.51.100.52", 10);

        awaitBan("198.51.100.52");
        assertThat(why("198.51.100.51")).doesNotContain("unknown_user");
    }

    @Test
    void packetsThatTheKernelLogsAreProbes() throws IOException {
        for (int i = 0; i < 10; i++) {
            put(
                    "",
                    "kernel",
                    "kernel",
                    "doorward-probe: IN=eth0 OUT= MAC=02:00 SRC=198.51.100.53 DST=192.0.2.1 LEN=44 TOS=0x00 PREC=0x00 TTL=50 ID=1"
                            + " PROTO=TCP SPT=4711 DPT=" + (23 + i) + " WINDOW=1024 RES=0x00 SYN URGP=0 ");
        }

        awaitBan("198.51.100.53");
        assertThat(why("198.51.100.53")).contains("10 times port_probe within 600 s", "TCP port 32");
    }

    @Test
    void whatAProgramLogsToTheSocketCounts() throws IOException {
        for (int i = 0; i < 10; i++) {
            ChildProcess.runWell(
                    LOGGER.toString(),
                    "--socket",
                    socket.toString(),
                    "--tag",
                    "postfix/smtpd[7]",
                    "--priority",
                    "mail.info",
                    unknownUser("198.51.100.54", i));
        }

        awaitBan("198.51.100.54");
    }

    @Test
    void linesOfStandardInputCount() throws IOException {
        try (FileOutputStream out = new FileOutputStream(input.toFile())) {
            for (int i = 0; i < 10; i++) {
                out.write((Instant.now() + " mx postfix/smtpd[7]: " + unknownUser("198.51.100.55", i) + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }

        awaitBan("198.51.100.55");
    }
}
