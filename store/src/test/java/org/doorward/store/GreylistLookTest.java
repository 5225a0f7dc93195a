package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Attempts.TERMS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A look says what an attempt would come to, and nothing remains of it. */
class GreylistLookTest {

    private static final List<Duration> STEPS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(20),
            TERMS.delay(),
            Duration.ofHours(1),
            Duration.ofHours(7),
            TERMS.window().plusMillis(1));

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aLookSaysWhatTheAttemptThenSays(long seed) throws StoreException {
        Random random = new Random(seed);
        Store store = Stores.open(directory, 50, clock);
        try {
            for (int step = 0; step < 1500; step++) {
                if (random.nextInt(15) == 0) {
                    clock.advance(STEPS.get(random.nextInt(STEPS.size())));
                }
                if (random.nextInt(300) == 0) {
                    store.close();
                    store = Stores.open(directory, 50, clock);
                }
                GreylistLedger ledger = store.greylist();
                Attempt attempt = attempt(random);
                Standing looked = Await.result(ledger.look(attempt));
                if (random.nextInt(3) == 0) {
                    assertThat(Await.result(ledger.look(attempt))).isEqualTo(looked);
                }
                if (random.nextInt(3) > 0) {
                    assertThat(Await.untilTaken(() -> ledger.attempt(attempt)))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(looked);
                }
            }
        } finally {
            store.close();
        }
    }

    private Attempt attempt(Random random) {
        ClientNetwork network = Attempts.network("198.51.100." + random.nextInt(4) + "/32");
        String sender = "s" + random.nextInt(30);
        Triplet triplet = new Triplet(network.toString(), sender, "user@example.org");
        Triplet byName = new Triplet("example.org", sender, "user@example.org");
        return random.nextInt(4) == 0
                ? new Attempt(byName, Optional.of(triplet), Optional.of(network), clock.instant(), TERMS)
                : new Attempt(triplet, Optional.empty(), Optional.of(network), clock.instant(), TERMS);
    }

    @Test
    void nothingOfALookIsWritten() throws StoreException, IOException {
        try (Store store = Stores.open(directory, 50, clock)) {
            ClientNetwork network = Attempts.network("198.51.100.7/32");
            GreylistTerms after =
                    new GreylistTerms(TERMS.delay(), TERMS.window(), TERMS.passedAge(), 1, TERMS.allowEvery());
            Attempt first =
                    new Attempt(Attempts.triplet("a"), Optional.empty(), Optional.of(network), clock.instant(), after);
            Await.result(store.greylist().attempt(first));
            clock.advance(TERMS.delay());
            Attempt second = new Attempt(first.triplet(), Optional.empty(), first.network(), clock.instant(), after);
            long before = journalBytes();
            for (int i = 0; i < 10; i++) {
                assertThat(Await.result(store.greylist().look(Attempts.of("new" + i, clock))))
                        .isInstanceOf(Standing.Pending.class);
                assertThat(Await.result(store.greylist().look(second))).isInstanceOf(Standing.Passed.class);
            }
            assertThat(store.greylist().recall(second)).isEmpty();
            assertThat(journalBytes()).isEqualTo(before);
            assertThat(store.status().pendingTriplets()).isOne();
            assertThat(store.status().passedTriplets()).isZero();
        }
    }

    private long journalBytes() throws IOException {
        try (var files = Files.list(Stores.journal(directory))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void aLookSeesWhatIsWrittenInTheSameBatch() throws StoreException {
        try (Store store = Stores.open(directory, 1000, clock)) {
            for (int i = 0; i < 200; i++) {
                Attempt attempt = Attempts.of("s" + i, clock);
                var counted = store.greylist().attempt(attempt);
                var looked = store.greylist().look(attempt);
                Await.result(counted);
                assertThat(Await.result(looked))
                        .isInstanceOfSatisfying(
                                Standing.Pending.class,
                                pending -> assertThat(pending.first()).isFalse());
            }
        }
    }
}
