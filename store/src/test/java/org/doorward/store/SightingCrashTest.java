package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a log that is read by a process that is killed again and again, each line counts once. */
class SightingCrashTest {

    /** Small, so that a kill often meets the follower at work. */
    private static final int GENERATION = 1000;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void eachLineCountsExactlyOnceOverTwentyKills() throws Exception {
        killAgainAndAgain(20261126, 20);
    }

    @Test
    @Tag("long")
    void eachLineCountsExactlyOnceOverTwoHundredKills() throws Exception {
        killAgainAndAgain(20261127, 200);
    }

    private void killAgainAndAgain(long seed, int rounds) throws Exception {
        Random random = new Random(seed);
        long read = 0;
        for (int round = 0; round < rounds; round++) {
            String where = "seed " + seed + ", round " + round;
            long promised = runUntilKilled(round, read, random.nextInt(300_000));
            try (Store store = Stores.open(directory, GENERATION, clock)) {
                read = store.offences()
                        .mark(SightingCrashChild.SOURCE)
                        .map(Mark::position)
                        .map(Long::parseLong)
                        .orElse(0L);
                assertThat(read).as(where).isGreaterThanOrEqualTo(promised);
                if (round % 10 == 9 || round == rounds - 1) {
                    assertCountedOnce(store, read, where);
                }
            }
        }
        assertThat(read).as("lines that were read at all").isGreaterThan(rounds * 100L);
    }

    /** The kill comes so many microseconds after the first chunk was promised, wherever the child then is; returns what was promised last. */
    private long runUntilKilled(int round, long from, int micros) throws Exception {
        Process child = start(round);
        long promised = from;
        try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).as("where it goes on").isEqualTo("open " + from);
            promised = heard(out.readLine());
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
            child.toHandle().destroyForcibly();
            String line = out.readLine();
            while (line != null) {
                String next = out.readLine();
                // The last one may be cut short.
                if (next != null) {
                    promised = heard(line);
                }
                line = next;
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return promised;
    }

    private static long heard(String line) {
        assertThat(line).startsWith("read ");
        return Long.parseLong(line.substring("read ".length()));
    }

    private Process start(int round) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SightingCrashChild.class.getName(),
                        directory.toString(),
                        String.valueOf(round),
                        String.valueOf(GENERATION)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void assertCountedOnce(Store store, long read, String where) throws Exception {
        Map<ClientNetwork, Long> expected = new HashMap<>();
        LongStream.range(0, read).forEach(line -> expected.merge(SightingCrashChild.offender(line), 1L, Long::sum));
        long counted = 0;
        for (Map.Entry<ClientNetwork, Long> entry : expected.entrySet()) {
            Offender offender = Await.result(store.offences().look(entry.getKey()));
            long its =
                    offender.vectors().stream().mapToLong(VectorStanding::count).sum();
            assertThat(its).as("%s: %s", where, entry).isEqualTo(entry.getValue());
            counted += its;
        }
        assertThat(counted).as(where).isEqualTo(read);
    }
}
