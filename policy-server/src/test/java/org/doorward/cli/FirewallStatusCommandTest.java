package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.doorward.firewall.report.StatusFile;
import org.doorward.firewall.sync.SyncStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doorward firewall status}, with a status as the worker writes it. */
class FirewallStatusCommandTest {

    private static final Map<String, Long> ELEMENTS =
            Map.of("b4_32", 2L, "b4_24", 3L, "b6_64", 4L, "allow4", 9L, "allow6", 5L, "drop4", 1500L, "drop6", 100L);

    @TempDir
    Path folder;

    @Test
    void tells_how_much_is_there_of_each_kind() throws Exception {
        write(ELEMENTS);

        assertThat(status()).isEqualTo(new CommandLineRun(0, """
                        nftables: in step
                        9 of 9 bans are there, 0 changes are under way, 0 are refused by never-ban, for 0 there is no room
                        14 networks are never dropped, 1600 are by drop lists
                        Banned: IPv4 addresses 2, IPv4 /24 3, IPv6 /64 4
                        Networks: never dropped IPv4 9, IPv6 5; by drop lists IPv4 1500, IPv6 100
                        Last change 2026-11-21T19:00:00Z
                        Feed heard at 2026-11-21T19:59:00Z
                        Packets: banned4 7
                        Done: rebuilds 1
                        """, ""));
        assertThat(status("--json").out())
                .contains("\"b4_32\" : 2", "\"b4_24\" : 3", "\"b6_64\" : 4", "\"drop4\" : 1500");
    }

    @Test
    void understands_a_worker_of_before_it_told_that() throws Exception {
        write(Map.of());
        Path file = folder.resolve(StatusFile.NAME);
        Files.writeString(file, Files.readString(file).replaceFirst("(?s)  \"elements\".*?},?\n", ""));

        assertThat(status().out()).contains("9 of 9 bans are there").doesNotContain("Banned:", "null");
    }

    private CommandLineRun status(String... more) {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "firewall";
        arguments[1] = "status";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandLineRun.of(folder, Map.of("STATE_DIRECTORY", folder.toString()), arguments);
    }

    private void write(Map<String, Long> elements) throws Exception {
        new StatusFile(folder)
                .write(new SyncStatus(
                        Instant.parse("2026-11-21T19:59:50Z"),
                        "in_step",
                        "",
                        "nftables",
                        9,
                        9,
                        0,
                        0,
                        0,
                        14,
                        1600,
                        elements,
                        Map.of("banned4", 7L),
                        Map.of("rebuilds", 1L),
                        Instant.parse("2026-11-21T19:00:00Z"),
                        "",
                        new SyncStatus.FeedStatus("1", Instant.parse("2026-11-21T19:59:00Z"), "", 0)));
    }
}
