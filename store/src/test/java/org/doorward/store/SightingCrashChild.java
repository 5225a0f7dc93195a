package org.doorward.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;

/**
 * Run in a process of its own that a test kills: reads an endless log whose lines are numbered and each tell of one offence,
 * from where the store says that it was read to. Attempts under the greylist go on beside it. Writes a line for each chunk
 * that the store has promised.
 */
final class SightingCrashChild {

    static final String SOURCE = "numbered lines";
    /** Few, so that each line of a chunk counts for somebody who is known already. */
    static final int USUAL = 97;
    /** Each so manieth line is of one of these, so that a chunk has many offenders and its batch takes several writes. */
    static final int MANY = 3000;

    private static final int IN_FLIGHT = 32;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private SightingCrashChild() {}

    /** Who has done what a line tells of. */
    static ClientNetwork offender(long line) {
        return Blames.offender((int) (line % 2 == 0 ? line / 2 % USUAL : USUAL + line / 2 % MANY));
    }

    /** Takes the store's directory, the round's number, and the rows of a generation. */
    public static void main(String[] args) throws Exception {
        ManualClock clock = new ManualClock();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Store store = Stores.open(Path.of(args[0]), Integer.parseInt(args[2]), clock);
        Random random = new Random(Integer.parseInt(args[1]));
        Semaphore room = new Semaphore(IN_FLIGHT);
        long read = position(store);
        out.println("open " + read);
        for (int chunk = 0; ; chunk++) {
            for (int i = random.nextInt(IN_FLIGHT); i > 0; i--) {
                room.acquire();
                store.greylist()
                        .attempt(Attempts.of(args[1] + "-" + chunk + "-" + i, clock))
                        .whenComplete((standing, failure) -> room.release());
            }
            int lines = random.nextInt(4) == 0 ? OffenceLedger.OFFENCES_AT_ONCE : random.nextInt(200);
            long upTo = read + lines;
            List<Offence> offences = LongStream.range(read, upTo)
                    .mapToObj(line -> new Offence(
                            offender(line),
                            "unknown_user",
                            Fading.BEHAVIOUR,
                            1,
                            clock.instant(),
                            ("line " + line + " ").repeat(20)))
                    .toList();
            read = kept(store, offences, new Mark(SOURCE, String.valueOf(upTo)));
            out.println("read " + read);
        }
    }

    /** Where to go on: behind these lines, or once more from the mark when they were refused. */
    private static long kept(Store store, List<Offence> offences, Mark mark) {
        try {
            Await.result(store.offences().record(offences, mark, Blames.TERMS));
        } catch (StoreException e) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return position(store);
    }

    private static long position(Store store) {
        return store.offences()
                .mark(SOURCE)
                .map(mark -> Long.parseLong(mark.position()))
                .orElse(0L);
    }
}
