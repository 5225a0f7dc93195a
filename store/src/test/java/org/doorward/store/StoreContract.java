package org.doorward.store;

import java.time.InstantSource;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of all backends start from. A backend's test says how its store is opened, always on the same files. */
abstract class StoreContract {

    /** So few that a generation is full after some attempts. */
    static final int SMALL_GENERATION = 50;

    final ManualClock clock = new ManualClock();

    Store store;

    /**
     * Opens the store, or makes it at the first call. Generations end by their size, not by the clock. It ages by the terms
     * of {@link Attempts#TERMS}.
     */
    abstract Store open(int generationRows, InstantSource time) throws StoreException;

    @BeforeEach
    void openFirst() throws StoreException {
        store = open(SMALL_GENERATION, clock);
    }

    @AfterEach
    void closeLast() {
        store.close();
    }

    final void reopen() throws StoreException {
        store.close();
        store = open(SMALL_GENERATION, clock);
    }

    /** Fills generations with triplets until what was written before is no longer in the journal. */
    final void moveIntoTheDatabase(String label) throws StoreException {
        int before = store.status().generations();
        for (int i = 0; i < 2 * SMALL_GENERATION; i++) {
            Attempt other = Attempts.of(label + i + "@example.net", clock);
            Await.untilTaken(() -> store.greylist().attempt(other));
        }
        Await.until("a generation was taken over", () -> store.status().generations() > before);
        Await.until("the journal holds only the rest", () -> store.status().backlog() <= SMALL_GENERATION);
    }
}
