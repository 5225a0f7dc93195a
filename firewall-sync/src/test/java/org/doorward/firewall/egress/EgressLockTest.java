package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.firewall.egress.EgressScriptTest.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.firewall.egress.EgressSettings.Where;
import org.doorward.firewall.nft.NftCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lock counts, with a program in the place of nft that lists nothing ever: each look finds the lock gone. */
class EgressLockTest {

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private EgressLock lock = lockBy(Path.of("nft"));

    @BeforeEach
    void make() throws IOException {
        Path program = folder.resolve("nft");
        Files.writeString(program, """
                [ "$1" = -f ] || exit 0
                if [ -e "%1$s/broken" ]; then
                    echo 'Error: Could not process rule: Operation not permitted' >&2
                    exit 1
                fi
                echo done >>"%1$s/done"
                """.formatted(folder));
        lock = lockBy(program);
    }

    @Test
    void isPutInPlaceHoweverOftenThatHasFailedBefore() throws Exception {
        broken(true);
        assertThatThrownBy(lock::install).isInstanceOf(FirewallException.class);
        for (int times = 0; times < 10; times++) {
            fails();
        }
        broken(false);

        assertThat(lock.step()).isEmpty();
        assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 0, 0, 0));
        assertThat(timesPut()).isEqualTo(1);
    }

    @Test
    void isHealedHoweverOftenThatHasFailedBeforeAndOnlyWhatWasDoneCounts() throws Exception {
        lock.install();
        for (int times = 1; times <= 3; times++) {
            broken(true);
            for (int failures = 0; failures < 4; failures++) {
                fails();
            }
            broken(false);
            step();
            assertThat(lock.status()).isEqualTo(new EgressLock.Status(true, 0, 0, times));
        }

        step();
        assertThat(lock.status().inPlace()).as("somebody means it").isFalse();
        assertThat(timesPut()).isEqualTo(4);

        now = now.plus(Duration.ofHours(1));
        step();
        assertThat(timesPut()).as("until the next start").isEqualTo(4);
        lock.install();
        step();
        assertThat(timesPut()).isEqualTo(6);
    }

    private void fails() {
        assertThatThrownBy(this::step).isInstanceOf(FirewallException.class).hasMessageContaining("not permitted");
        assertThat(lock.status().inPlace()).isFalse();
    }

    private void step() throws FirewallException {
        now = now.plusSeconds(10);
        assertThat(lock.step()).isEmpty();
    }

    private void broken(boolean broken) throws IOException {
        Path mark = folder.resolve("broken");
        if (broken) {
            Files.writeString(mark, "");
        } else {
            Files.delete(mark);
        }
    }

    private int timesPut() throws IOException {
        return Files.readAllLines(folder.resolve("done")).size();
    }

    private EgressLock lockBy(Path program) {
        return new EgressLock(
                new NftCommand(List.of("/bin/sh", program.toString())),
                settings(Where.OUTPUT, Mode.ENFORCE),
                List.of(),
                List.of(),
                Duration.ofMinutes(10),
                () -> now);
    }
}
