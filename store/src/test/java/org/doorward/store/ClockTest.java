package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.doorward.store.model.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that starts with a clock far ahead, and has it set right later. */
class ClockTest {

    private static final int GENERATION = 20;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private static void fill(Store store, ManualClock clock, String sender) throws Exception {
        for (int i = 0; i < 2 * GENERATION; i++) {
            Await.result(store.greylist().attempt(Attempts.of(sender + i, clock)));
        }
    }

    @Test
    void aGenerationFromTheFutureKeepsNoneBehindItFromAging() throws Exception {
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            clock.advance(Duration.ofDays(365));
            fill(store, clock, "ahead");
            clock.advance(Duration.ofDays(-365));
            // The first of these finds the current segment full.
            fill(store, clock, "right");
            Await.until(
                    "the first three are in the database", () -> store.status().generations() == 3);
            clock.advance(Duration.ofHours(49));
            Await.until(
                    "the one behind the others is gone", () -> store.status().generations() == 2);
        }
    }

    @Test
    void whoCameWhileTheClockWasAheadWaitsNoLongerThanAnyoneOnceItIsRight() throws Exception {
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            clock.advance(Duration.ofDays(3));
            Await.result(store.greylist().attempt(Attempts.of("early", clock)));
            clock.advance(Duration.ofDays(-3));
            assertThat(Await.result(store.greylist().attempt(Attempts.of("early", clock))))
                    .isInstanceOf(Standing.Pending.class);
            clock.advance(Attempts.TERMS.delay());
            assertThat(Await.result(store.greylist().attempt(Attempts.of("early", clock))))
                    .isInstanceOf(Standing.Passed.class);
        }
    }
}
