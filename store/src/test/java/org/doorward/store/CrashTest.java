package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed without warning forgets nothing that it has promised. */
class CrashTest {

    /** Small enough that a kill often meets the follower at work. */
    private static final int GENERATION = 300;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    /** In this round, and in all rounds: from a sender to what was said of it last. */
    private final Map<String, String> promised = new HashMap<>();

    private final Map<String, String> promisedBefore = new HashMap<>();
    /** How many offences of each offender were promised, in all rounds. */
    private final Map<String, Integer> offended = new HashMap<>();

    private final Set<String> banned = new HashSet<>();

    @Test
    void nothingPromisedIsForgottenInTwentyKills() throws Exception {
        killAgainAndAgain(20261121, 20);
    }

    @Test
    @Tag("long")
    void nothingPromisedIsForgottenInAHundredKills() throws Exception {
        killAgainAndAgain(20261122, 100);
    }

    @Test
    void aFirstStartThatIsKilledAtAnyMomentCanBeDoneAgain() throws Exception {
        Random random = new Random(20261123);
        for (int round = 0; round < 10; round++) {
            Path fresh = directory.resolve("fresh" + round);
            Process child = start(fresh, round);
            Path file = Stores.databaseFile(fresh);
            Await.until("the database's file is there", () -> Files.exists(file));
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(250_000)));
            child.destroyForcibly().waitFor();
            Stores.open(fresh, GENERATION, clock).close();
        }
    }

    private void killAgainAndAgain(long seed, int rounds) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            promised.clear();
            runUntilKilled(round, 300 + random.nextInt(1500));
            assertThat(promised).as("seed %d, round %d", seed, round).isNotEmpty();
            promisedBefore.putAll(promised);
            try (Store store = Stores.open(directory, GENERATION, clock)) {
                assertAllKept(store, promised, "seed " + seed + ", round " + round);
                assertBlameKept(store, "seed " + seed + ", round " + round);
            }
        }
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            assertAllKept(store, promisedBefore, "seed " + seed + ", in the end");
            assertBlameKept(store, "seed " + seed + ", in the end");
        }
    }

    /** The kill comes when so many promises were heard, wherever the child then is. */
    private void runUntilKilled(int round, int lines) throws Exception {
        Process child = start(directory, round);
        try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = out.readLine();
            assertThat(line).as("the child's first line").startsWith("open");
            for (int i = 0; i < lines && line != null; i++) {
                line = out.readLine();
                hear(line);
            }
            child.toHandle().destroyForcibly();
            // What stands in the pipe was promised as well; its last line may be cut short.
            String next = out.readLine();
            while (next != null) {
                line = next;
                next = out.readLine();
                if (next != null) {
                    hear(line);
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private void hear(String line) {
        String[] words = String.valueOf(line).split(" ", -1);
        assertThat(words).as("the child's line").hasSize(2);
        switch (words[0]) {
            case "offended" -> offended.merge(words[1], 1, Integer::sum);
            case "banned" -> banned.add(words[1]);
            case "passed" -> promised.put(words[1], words[0]);
            default -> promised.putIfAbsent(words[1], words[0]);
        }
    }

    static Process start(Path directory, int round) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        directory.toString(),
                        String.valueOf(round),
                        String.valueOf(GENERATION)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** An attempt at the very same moment is neither first nor does it pass, unless the triplet had passed before. */
    private void assertAllKept(Store store, Map<String, String> promises, String where) throws StoreException {
        for (Map.Entry<String, String> promise : promises.entrySet()) {
            Standing standing = Await.untilTaken(() -> store.greylist().attempt(Attempts.of(promise.getKey(), clock)));
            boolean kept = standing instanceof Standing.Known
                    || ("pending".equals(promise.getValue())
                            && standing instanceof Standing.Pending pending
                            && !pending.first());
            assertThat(kept)
                    .as("%s: %s was %s and is now %s", where, promise.getKey(), promise.getValue(), standing)
                    .isTrue();
        }
    }

    private void assertBlameKept(Store store, String where) throws StoreException {
        assertThat(offended).isNotEmpty();
        assertThat(banned).isNotEmpty();
        for (Map.Entry<String, Integer> promise : offended.entrySet()) {
            Offender offender = Await.result(store.offences().look(Attempts.network(promise.getKey())));
            assertThat(offender.vectors())
                    .as("%s: %s", where, promise)
                    .singleElement()
                    .satisfies(vector -> assertThat(vector.count()).isGreaterThanOrEqualTo(promise.getValue()));
        }
        for (String network : banned) {
            ClientNetwork who = Attempts.network(network);
            assertThat(store.offences().standing(who.cidr().address(), clock.instant()))
                    .as("%s: ban of %s", where, network)
                    .isPresent();
            assertThat(Await.result(store.offences().look(who)).standing(clock.instant()))
                    .as("%s: ban of %s", where, network)
                    .isPresent();
        }
    }
}
