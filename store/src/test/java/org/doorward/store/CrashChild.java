package org.doorward.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Standing;

/**
 * Run in a process of its own that a test kills: opens a store and without end submits new triplets, passes some, records
 * offences and orders bans. Writes a line for each one once the store has promised it.
 */
final class CrashChild {

    /** Enough to make large batches. */
    private static final int IN_FLIGHT = 64;

    /** Few enough that each offends again and again, in every round. */
    private static final int OFFENDERS = 400;

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
            if (i % 3 == 0) {
                blame(store, clock, args[1], i, room, out);
            }
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

    private static void blame(Store store, ManualClock clock, String round, long i, Semaphore room, PrintStream out)
            throws InterruptedException {
        ClientNetwork offender = Blames.offender((int) (i * 7 % OFFENDERS));
        room.acquire();
        store.offences()
                .record(Blames.offence(offender, 1, clock), Blames.TERMS)
                .whenComplete((state, failure) -> {
                    if (failure == null) {
                        out.println("offended " + offender);
                    }
                    room.release();
                });
        if (i % 9 == 0) {
            ClientNetwork banned = Blames.offender(OFFENDERS + Integer.parseInt(round) * 10_000 + (int) (i / 9));
            room.acquire();
            store.offences().ban(Blames.order(banned, "B" + i, clock)).whenComplete((state, failure) -> {
                if (failure == null) {
                    out.println("banned " + banned);
                }
                room.release();
            });
        }
    }
}
