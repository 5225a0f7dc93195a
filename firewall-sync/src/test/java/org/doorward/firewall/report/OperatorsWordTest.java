package org.doorward.firewall.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorsWordTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    Path stateDir;

    @Test
    void holdsUntilItIsTakenBack() throws IOException {
        OperatorsWord hold = OperatorsWord.hold(stateDir);
        assertThat(hold.holds(NOW)).isFalse();

        hold.give("doorward firewall off");
        assertThat(hold.holds(NOW.plusSeconds(1_000_000))).isTrue();

        assertThat(hold.takeBack()).isTrue();
        assertThat(hold.holds(NOW)).isFalse();
        assertThat(hold.takeBack()).isFalse();
    }

    @Test
    void holdsUpToTheTimeForWhichItWasGiven() throws IOException {
        OperatorsWord trial = OperatorsWord.trial(stateDir);

        trial.give("doorward firewall apply waits to be confirmed", NOW.plusSeconds(75));

        assertThat(trial.holds(NOW.plusSeconds(74))).isTrue();
        assertThat(trial.holds(NOW.plusSeconds(75))).isFalse();
    }

    /** The worker is a user of its own; without the end it would leave the firewall alone for ever. */
    @Test
    void theEndCanBeReadByTheWorkersUser() throws IOException {
        OperatorsWord.trial(stateDir).give("a try", NOW);

        assertThat(Files.getPosixFilePermissions(stateDir.resolve("trial")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void whatCannotBeUnderstoodHolds() throws IOException {
        Files.writeString(stateDir.resolve("trial"), "a try\nuntil tomorrow\n");

        assertThat(OperatorsWord.trial(stateDir).holds(NOW)).isTrue();
    }
}
