package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Attempts.TERMS;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.GreylistFindings;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.GreylistFound.Network;
import org.doorward.store.model.GreylistFound.Passed;
import org.doorward.store.model.GreylistFound.Waiting;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that the greylist remembers of a subject is found, wherever it stands. */
class GreylistSearchTest {

    private static final int GENERATION = 100;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ClientNetwork NETWORK = Attempts.network("203.0.113.0/24");

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private Store store;
    private int fillers;

    @BeforeEach
    void open() throws StoreException {
        store = Stores.open(directory, GENERATION, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Standing attempt(String sender) throws StoreException {
        Attempt attempt = Attempts.from(NETWORK, sender, clock);
        return Await.untilTaken(() -> store.greylist().attempt(attempt));
    }

    /** So that what was attempted before gets into the database. */
    private void fillGeneration() throws StoreException {
        int before = store.status().generations();
        for (int i = 0; i < GENERATION + 1; i++) {
            Attempt filler = Attempts.of("filler" + fillers++, clock);
            Await.untilTaken(() -> store.greylist().attempt(filler));
        }
        Await.until("a generation is in the database", () -> store.status().generations() > before);
    }

    private GreylistFindings find(Subject subject) throws StoreException {
        return store.greylist().find(subject, 100, LONG);
    }

    private static Triplet triplet(String sender) {
        return new Triplet(NETWORK.toString(), sender, "user@example.org");
    }

    @Test
    void whatWaitsAndWhatHasPassedIsFoundInTheJournal() throws StoreException {
        Instant begin = clock.instant();
        attempt("waits");
        attempt("passes");
        clock.advance(TERMS.delay());
        attempt("passes");
        GreylistFindings findings = find(Verdicts.client("203.0.113.9"));
        Instant now = clock.instant();
        assertThat(findings.incomplete()).isEmpty();
        assertThat(findings.found())
                .containsExactly(
                        new Network("203.0.113.0/24", NetworkStanding.first(now)),
                        new Passed(triplet("passes"), new GreylistEntry(begin, Optional.of(now), now)),
                        new Waiting(triplet("waits"), begin));
    }

    @Test
    void theSameIsFoundInTheDatabaseAndAfterARestart() throws StoreException {
        attempt("waits");
        attempt("passes");
        clock.advance(TERMS.delay());
        attempt("passes");
        List<GreylistFound> inJournal = find(Verdicts.client("203.0.113.0/24")).found();
        assertThat(inJournal).hasSize(3);
        fillGeneration();
        fillGeneration();
        assertThat(find(Verdicts.client("203.0.113.0/24")).found()).isEqualTo(inJournal);
        close();
        open();
        assertThat(find(Verdicts.client("203.0.0.0/16")).found()).isEqualTo(inJournal);
        assertThat(find(Verdicts.client("203.0.114.0/24")).found()).isEmpty();
    }

    @Test
    void whatPassedAfterItsGenerationWasWrittenIsFoundOnce() throws StoreException {
        attempt("passes");
        fillGeneration();
        clock.advance(TERMS.delay());
        attempt("passes");
        assertThat(find(Verdicts.sender("PASSES")).found()).singleElement().isInstanceOf(Passed.class);
        fillGeneration();
        assertThat(find(Verdicts.sender("passes")).found()).singleElement().isInstanceOf(Passed.class);
    }

    @Test
    void tripletsAreFoundBySenderAndRecipientAlsoThoseUnderADomain() throws StoreException {
        Triplet pool = new Triplet("example.net", "someone@example.net", "user@example.org");
        Await.result(store.greylist().attempt(Attempts.of(pool, clock)));
        assertThat(find(Verdicts.sender("Someone@Example.net")).found())
                .containsExactly(new Waiting(pool, clock.instant()));
        assertThat(find(Verdicts.recipient("user@EXAMPLE.org")).found())
                .containsExactly(new Waiting(pool, clock.instant()));
        assertThat(find(Verdicts.client("0.0.0.0/0")).found()).isEmpty();
    }

    @Test
    void aTripletUnderADomainIsFoundByTheClientThatIsKnownToHaveIt() throws StoreException {
        Triplet pool = new Triplet("example.net", "someone@example.net", "user@example.org");
        Triplet other = new Triplet("example.net", "another@example.net", "user@example.org");
        Await.result(store.greylist().attempt(Attempts.of(pool, clock)));
        Await.result(store.greylist().attempt(Attempts.of(other, clock)));
        attempt("waits");
        Subject client = new Subject.Client(NETWORK.cidr(), Set.of(pool));
        assertThat(find(client).found())
                .containsExactlyInAnyOrder(
                        new Waiting(pool, clock.instant()), new Waiting(triplet("waits"), clock.instant()));
    }

    @Test
    void itSaysWhenThereIsMoreThanTheLimit() throws StoreException {
        fillGeneration();
        fillGeneration();
        for (int limit : List.of(1, 5, 150)) {
            GreylistFindings findings = store.greylist().find(Verdicts.client("198.51.100.0/24"), limit, LONG);
            assertThat(findings.found()).hasSize(limit);
            assertThat(findings.incomplete()).contains("there is more than " + limit);
        }
        GreylistFindings all = store.greylist().find(Verdicts.client("198.51.100.0/24"), 2 * GENERATION + 2, LONG);
        assertThat(all.found()).hasSize(2 * GENERATION + 2);
        assertThat(all.incomplete()).isEmpty();
    }

    @Test
    void itSaysWhenItsTimeWasOver() throws StoreException {
        close();
        AtomicLong nanos = new AtomicLong();
        store = Store.open(
                Stores.config(directory, GENERATION),
                StoreEvents.NONE,
                clock,
                () -> nanos.addAndGet(1_000_000),
                new Random(1));
        fillGeneration();
        GreylistFindings findings = store.greylist().find(Verdicts.sender("nobody"), 10, Duration.ofMillis(20));
        assertThat(findings.found()).isEmpty();
        assertThat(findings.incomplete()).contains("not everything was searched within 0.0 s");
    }

    @Test
    void whoeverSearchesWhileRowsMoveMissesNothing() throws Exception {
        attempt("waits");
        Thread mover = new Thread(() -> {
            try {
                for (int i = 0; i < 15; i++) {
                    fillGeneration();
                }
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        });
        mover.start();
        int searches = 0;
        while (mover.isAlive()) {
            assertThat(find(Verdicts.sender("waits")).found()).hasSize(1);
            searches++;
        }
        mover.join();
        assertThat(searches).isPositive();
    }

    /** Everything that was attempted, in the state that the store answered, and nothing else. */
    @Test
    void theSearchFindsWhatTheAnswersSaid() throws StoreException {
        long seed = 7;
        Random random = new Random(seed);
        Map<Triplet, GreylistFound> model = new HashMap<>();
        for (int step = 0; step < 3000; step++) {
            clock.advance(Duration.ofMillis(1));
            if (random.nextInt(50) == 0) {
                clock.advance(TERMS.delay());
            }
            Triplet triplet = new Triplet(
                    "198.51." + random.nextInt(100, 104) + ".0/24",
                    random.nextInt(4) == 0 ? "robot" + step : "s" + random.nextInt(60),
                    "user@example.org");
            Attempt attempt = Attempts.of(triplet, clock);
            Standing standing = Await.untilTaken(() -> store.greylist().attempt(attempt));
            if (standing instanceof Standing.Pending pending) {
                model.put(triplet, new Waiting(triplet, pending.entry().firstSeen()));
            } else if (standing instanceof Standing.Passed passed) {
                model.put(triplet, new Passed(triplet, passed.entry()));
            } else if (standing instanceof Standing.Known known) {
                model.put(triplet, new Passed(triplet, known.entry()));
            }
            if (step % 150 == 0) {
                Subject subject = step % 300 == 0
                        ? Verdicts.client("198.51.102.0/24")
                        : Verdicts.sender("s" + random.nextInt(60));
                List<GreylistFound> expected = new ArrayList<>();
                model.forEach((key, row) -> {
                    if (subject.concerns(key)) {
                        expected.add(row);
                    }
                });
                GreylistFindings findings = store.greylist().find(subject, 5000, LONG);
                assertThat(findings.found())
                        .as("seed %d, step %d", seed, step)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }
}
