package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Attempts.TERMS;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the files between, the store answers as two maps in memory would. */
class GreylistModelTest {

    private static final List<Duration> STEPS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(20),
            TERMS.delay().minusMillis(1),
            TERMS.delay(),
            Duration.ofMinutes(59),
            Duration.ofHours(1),
            Duration.ofHours(7),
            TERMS.window(),
            TERMS.window().plusMillis(1));

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    /** The rules of the greylist on plain maps. */
    private static final class Model {

        private final Map<Triplet, GreylistEntry> entries = new HashMap<>();
        private final Map<ClientNetwork, NetworkStanding> networks = new HashMap<>();

        Standing attempt(Attempt attempt) {
            Instant now = attempt.at();
            ClientNetwork network = attempt.network().orElseThrow();
            NetworkStanding standing = networks.get(network);
            if (standing != null && standing.allowed(now, TERMS)) {
                if (stale(standing.lastSeen(), now)) {
                    standing = new NetworkStanding(standing.counted(), standing.lastCounted(), now);
                    networks.put(network, standing);
                }
                return new Standing.NetworkAllowed(standing);
            }
            Optional<GreylistEntry> own = live(attempt.triplet(), now);
            Optional<GreylistEntry> known = own.or(() -> attempt.alternate().flatMap(other -> live(other, now)));
            if (known.isEmpty()) {
                entries.put(attempt.triplet(), GreylistEntry.first(now));
                return new Standing.Pending(GreylistEntry.first(now), true);
            }
            return again(attempt, known.get(), own.isEmpty());
        }

        private Standing again(Attempt attempt, GreylistEntry before, boolean byAlternate) {
            GreylistEntry after = before.attempted(attempt.at(), TERMS);
            if (!after.passed()) {
                return new Standing.Pending(after, false);
            }
            if (before.passed() && !byAlternate && !stale(before.lastSeen(), attempt.at())) {
                return new Standing.Known(before);
            }
            entries.put(attempt.triplet(), after);
            if (before.passed()) {
                return new Standing.Known(after);
            }
            networks.compute(
                    attempt.network().orElseThrow(),
                    (key, old) ->
                            old == null ? NetworkStanding.first(attempt.at()) : old.passedAnother(attempt.at(), TERMS));
            return new Standing.Passed(after);
        }

        private Optional<GreylistEntry> live(Triplet triplet, Instant now) {
            return Optional.ofNullable(entries.get(triplet)).filter(entry -> !entry.expired(now, TERMS));
        }

        private static boolean stale(Instant lastSeen, Instant now) {
            return !now.isBefore(lastSeen.plusSeconds(3600));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStoreAnswersAsTwoMapsWould(long seed) throws StoreException {
        Random random = new Random(seed);
        Model model = new Model();
        Store store = Stores.open(directory, 50, clock);
        try {
            for (int step = 0; step < 2500; step++) {
                String where = "seed " + seed + ", step " + step;
                if (random.nextInt(20) == 0) {
                    clock.advance(STEPS.get(random.nextInt(STEPS.size())));
                } else if (random.nextInt(1000) == 0) {
                    clock.advance(Duration.ofDays(30 + random.nextInt(10)));
                }
                if (random.nextInt(200) == 0) {
                    store.close();
                    store = Stores.open(directory, 50, clock);
                }
                Attempt attempt = attempt(random);
                Standing expected = model.attempt(attempt);
                GreylistLedger ledger = store.greylist();
                assertThat(Await.untilTaken(() -> ledger.attempt(attempt)))
                        .as(where)
                        .isEqualTo(expected);
            }
            assertThat(store.status().available()).isTrue();
        } finally {
            store.close();
        }
    }

    /** Some triplets come back again and again, and each third attempt is of one that nobody has seen before. */
    private Attempt attempt(Random random) {
        ClientNetwork network = Attempts.network("198.51.100." + random.nextInt(6) + "/32");
        String sender = random.nextInt(3) == 0 ? "robot" + random.nextLong() : "s" + random.nextInt(40);
        Triplet triplet = new Triplet(network.toString(), sender, "user@example.org");
        Triplet byName = new Triplet("example.org", sender, "user@example.org");
        return random.nextInt(4) == 0
                ? new Attempt(byName, Optional.of(triplet), Optional.of(network), clock.instant(), TERMS)
                : new Attempt(triplet, Optional.empty(), Optional.of(network), clock.instant(), TERMS);
    }
}
