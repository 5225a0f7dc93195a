package org.doorward.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.StoreException;

/** Run in a process of its own with little memory: a flood of distinct offenders, with the defaults of a store. */
final class OffenderFloodChild {

    private static final int OFFENDERS = 100_000;
    private static final int IN_FLIGHT = 500;
    private static final String EVIDENCE =
            "zen.spamhaus.org: 127.0.0.4 (https://www.spamhaus.org/query/ip/198.51.100.7)";

    /** Each of them waits for half a second. */
    private static final int ATTEMPTS = 60;

    private OffenderFloodChild() {}

    /** Takes the store's directory. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        ManualClock clock = new ManualClock();
        StoreConfig config = StoreConfig.defaults(Path.of(args[0]));
        try (Store store = Stores.open(config, clock)) {
            Semaphore room = new Semaphore(IN_FLIGHT);
            AtomicInteger failed = new AtomicInteger();
            long start = System.nanoTime();
            for (int i = 0; i < OFFENDERS; i++) {
                record(store, clock, i, room, failed);
            }
            room.acquire(IN_FLIGHT);
            out.println("recorded in " + (System.nanoTime() - start) / 1_000_000 + " ms, " + failed + " refused");
            check(store, failed.get());
            out.println("all known in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
    }

    private static void record(Store store, ManualClock clock, int i, Semaphore room, AtomicInteger failed)
            throws InterruptedException {
        Offence offence =
                new Offence(Blames.offender(i), "dnsbl", Fading.LISTING, 3, clock.instant(), EVIDENCE + " " + i);
        room.acquire();
        store.offences().record(offence, Blames.TERMS).whenComplete((state, failure) -> {
            if (failure != null) {
                failed.incrementAndGet();
            }
            room.release();
        });
        if (i % 5 == 0) {
            room.acquire();
            store.offences()
                    .ban(Blames.order(Blames.offender(i), "B" + i, clock))
                    .whenComplete((state, failure) -> room.release());
        }
    }

    private static void check(Store store, int refused) throws StoreException {
        int missing = 0;
        for (int i = 0; i < OFFENDERS; i++) {
            missing += look(store, i).vectors().isEmpty() ? 1 : 0;
        }
        if (missing > refused || refused > OFFENDERS / 2) {
            throw new AssertionError(missing + " missing, " + refused + " refused");
        }
    }

    /** Asked again when the database is too busy with what it takes over, which on a busy machine it may be. */
    private static Offender look(Store store, int i) throws StoreException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Await.result(store.offences().look(Blames.offender(i)));
            } catch (StoreException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
