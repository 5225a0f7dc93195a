package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code doorward replay} as the launcher starts it: its heap, its terminal, and what real programs have packed. */
@Tag("real")
class ReplayRealTest {

    /** It takes a second or two: the progress is shown some times. */
    private static final int LONG = 400_000;

    private TestFolder folder;
    private Path log = Path.of("");

    @BeforeEach
    void make() throws IOException {
        folder = TestFolder.make("replay");
        log = folder.path().resolve("mail.log");
    }

    @AfterEach
    void remove() throws IOException {
        folder.close();
    }

    private void write(int lines) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < lines; i++) {
                out.write("2026-11-20T10:00:00Z mx postfix/smtpd[17]: connect from unknown[198.51.100." + i % 250
                        + "]\n");
            }
        }
    }

    private static String replay(String arguments) {
        return Distribution.built().launcher() + " replay --set dnsbl.defaults=false --zone UTC " + arguments;
    }

    private ChildProcess.Result shell(Map<String, String> environment, String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", command).directory(folder.path().toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOORWARD_"));
        builder.environment().putAll(environment);
        return ChildProcess.run(builder);
    }

    private ChildProcess.Result shell(String command) throws IOException {
        return shell(Map.of(), command);
    }

    @Test
    void whatXzHasPackedInSeveralBlocksIsReadAsAFileAndFromAPipe() throws IOException {
        RealParts.require("xz", Path.of("/usr/bin/xz"));
        write(5000);

        ChildProcess.Result file =
                shell("xz --threads=2 --block-size=64KiB mail.log && xz --robot --list mail.log.xz | grep -c block;"
                        + replay("--json mail.log.xz"));
        ChildProcess.Result pipe = shell("xz -dc mail.log.xz | " + replay("--json -"));

        assertThat(file.err()).isEmpty();
        assertThat(file.out()).contains("\"lines\":{\"read\":5000,\"connections\":5000,");
        assertThat(pipe.err()).isEmpty();
        assertThat(pipe.out()).contains("\"lines\":{\"read\":5000,\"connections\":5000,");
    }

    @Test
    void onATerminalABarShowsHowFarItIsAndIsGoneAtTheEnd() throws IOException {
        RealParts.require("script", Path.of("/usr/bin/script"));
        write(LONG);

        ChildProcess.Result run = shell("script --quiet --return --command '" + replay("mail.log") + "' /dev/null");

        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("\r\\[#*\\.*] +\\d+ %  [0-9,]+ lines/s  \\d+:\\d\\d left");
        assertThat(run.out()).containsPattern("\r +\rFrom 2026-11-20 10:00:00 to ");
    }

    @Test
    void elsewhereAndWhereItIsNotWantedThereIsNoBar() throws IOException {
        RealParts.require("script", Path.of("/usr/bin/script"));
        write(LONG);

        assertThat(shell(replay("mail.log")).err()).isEmpty();
        assertThat(shell("script --quiet --return --command '" + replay("--quiet mail.log") + "' /dev/null")
                        .out())
                .startsWith("From 2026-11-20")
                .doesNotContain("lines/s");
    }

    @Test
    void itHasAHeapOfItsOwnWhichCanBeSet() throws IOException {
        write(1);
        String flags = "DOORWARD_JAVA_OPTS";
        String show = "-XX:+PrintFlagsFinal";

        assertThat(maxHeap(shell(Map.of(flags, show), replay("mail.log")))).isEqualTo(256L << 20);
        assertThat(maxHeap(shell(Map.of(flags, show, "DOORWARD_REPLAY_HEAP", "64m"), replay("mail.log"))))
                .isEqualTo(64L << 20);
        assertThat(maxHeap(shell(Map.of(flags, show, "DOORWARD_HEAP", "80m"), replay("mail.log"))))
                .isEqualTo(256L << 20);
    }

    private static long maxHeap(ChildProcess.Result run) {
        List<String> found =
                run.out().lines().filter(line -> line.contains(" MaxHeapSize ")).toList();
        assertThat(found).hasSize(1);
        return Long.parseLong(found.get(0).replaceAll(".*= *(\\d+) .*", "$1"));
    }
}
