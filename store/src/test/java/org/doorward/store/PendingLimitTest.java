package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood fills the greylist: memory and disk are bounded, and nobody who was told to come back is forgotten for it. */
class PendingLimitTest {

    private static final int GENERATION = 20;
    private static final int LIMIT = 50;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private Store store;

    @BeforeEach
    void openAndFill() throws Exception {
        store = Store.open(Stores.config(directory, GENERATION, LIMIT), events, clock, System::nanoTime, new Random(1));
        for (int i = 0; i < LIMIT; i++) {
            attempt("flood" + i);
        }
        Await.until("it is full", () -> !store.status().available());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Standing attempt(String sender) throws StoreException {
        return Await.result(store.greylist().attempt(Attempts.of(sender, clock)));
    }

    @Test
    void whenItIsFullNewcomersAreNotPromisedAnythingAndTheStatusSaysWhy() {
        assertThatThrownBy(() -> attempt("new")).isInstanceOf(StoreException.class);
        assertThat(store.status().problem().orElseThrow()).contains("store.pending_limit", "50");
        assertThat(store.status().pendingTriplets()).isEqualTo(LIMIT);
        assertThat(events.outages).hasSize(1);
    }

    @Test
    void whoWasToldToComeBackIsStillKnownAndPasses() throws Exception {
        clock.advance(Duration.ofMinutes(4));
        assertThat(attempt("flood0")).isInstanceOf(Standing.Passed.class);
        assertThat(attempt("flood" + (LIMIT - 1))).isInstanceOf(Standing.Passed.class);
    }

    @Test
    void thereIsRoomAgainWhenTheOldestAreTooOld() throws Exception {
        clock.advance(Duration.ofHours(49));
        Await.until("the oldest generations are gone", () -> store.status().available());
        assertThat(((Standing.Pending) attempt("new")).first()).isTrue();
    }
}
