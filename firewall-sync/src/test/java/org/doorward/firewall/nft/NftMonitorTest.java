package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of nft, which says what nft says and then goes on. */
class NftMonitorTest {

    private static final String OURS = "delete rule inet doorward mail handle 7";

    @TempDir
    private Path folder;

    @Test
    void eachRuleOfOursThatIsDeletedIsTold() throws IOException, InterruptedException {
        assertThat(tellsOf(OURS, OURS)).isEqualTo(2);
    }

    /** The kernel threw away what nft was too slow to read: the end of our table may be among it. */
    @Test
    void lostEventsMayHaveBeenOfOurs() throws IOException, InterruptedException {
        assertThat(tellsOf("# ERROR: We lost some netlink events!")).isEqualTo(1);
    }

    @Test
    void whatIsNotOursIsNotTold() throws IOException, InterruptedException {
        assertThat(tellsOf("delete rule inet doorwards mail handle 7", "# new generation 12 by process 4711 (nft)"))
                .isZero();
    }

    /** How often it tells of these lines: until half a second passes without a word. A last line of ours shows that it has read them. */
    private int tellsOf(String... lines) throws IOException, InterruptedException {
        Path nft = folder.resolve("nft");
        Files.writeString(nft, "cat <<'END'\n" + String.join("\n", lines) + "\n" + OURS + "\nEND\nexec sleep 60\n");
        Semaphore told = new Semaphore(0);
        try (NftMonitor monitor =
                new NftMonitor(new NftCommand(List.of("sh", nft.toString())), "doorward", told::release)) {
            monitor.start();
            int times = 0;
            while (told.tryAcquire(times == 0 ? 10_000 : 500, TimeUnit.MILLISECONDS)) {
                times++;
            }
            // The last line is told in any case.
            return times - 1;
        }
    }
}
