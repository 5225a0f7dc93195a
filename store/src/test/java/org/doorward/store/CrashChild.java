package org.doorward.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.doorward.store.model.Standing;

/**
 * Run in a process of its own that a test kills: opens a store and submits new triplets, and passes some, without end. Writes a
 * line for each one once the store has promised it.
 */
final class CrashChild {

    /** Enough to make large batches. */
    private static final int IN_FLIGHT = 64;

    private CrashChild() {}

    /** Takes the store's directory, the round's number, the rows of a generation, and the moment on the store's clock. */
    public static void main(String[] args) throws Exception {
        ManualClock clock = new ManualClock();
        InstantSource later = InstantSource.fixed(clock.instant().plus(Attempts.TERMS.delay()));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Store store = Stores.open(Path.of(args[0]), Integer.parseInt(args[2]), clock);
        out.println("open " + Instant.EPOCH);
        Semaphore room = new Semaphore(IN_FLIGHT);
        for (long i = 0; ; i++) {
            room.acquire();
            String sender = args[1] + "-" + i;
            store.greylist().attempt(Attempts.of(sender, clock)).whenComplete((standing, failure) -> {
                if (standing instanceof Standing.Pending) {
                    out.println("pending " + sender);
                }
                room.release();
            });
            if (i % 7 == 0) {
                room.acquire();
                store.greylist().attempt(Attempts.of(sender, later)).whenComplete((standing, failure) -> {
                    if (standing instanceof Standing.Passed) {
                        out.println("passed " + sender);
                    }
                    room.release();
                });
            }
        }
    }
}
