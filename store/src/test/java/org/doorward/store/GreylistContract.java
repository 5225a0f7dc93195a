package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Attempts.TERMS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.Test;

/** What every backend's greylist does. A backend's test says how its store is opened, always on the same files. */
abstract class GreylistContract extends StoreContract {

    private static final Duration TICK = Duration.ofMillis(1);
    private static final Triplet BY_NETWORK = Attempts.triplet("pool@example.org");
    private static final Triplet BY_NAME = new Triplet("example.org", "pool@example.org", "user@example.org");
    private static final ClientNetwork NETWORK = Attempts.network("198.51.100.0/24");

    Standing attempt(Attempt attempt) throws StoreException {
        return Await.result(store.greylist().attempt(attempt));
    }

    private Standing attempt(String sender) throws StoreException {
        return attempt(Attempts.of(sender, clock));
    }

    private static Standing.Pending pending(Instant since, boolean first) {
        return new Standing.Pending(GreylistEntry.first(since), first);
    }

    private static GreylistEntry entry(Instant first, Instant passed, Instant last) {
        return new GreylistEntry(first, Optional.of(passed), last);
    }

    /** Fills generations with other triplets until what was written before is no longer in the journal. */
    private Instant pass(String sender) throws StoreException {
        attempt(sender);
        clock.advance(TERMS.delay());
        assertThat(attempt(sender)).isInstanceOf(Standing.Passed.class);
        return clock.instant();
    }

    @Test
    void aTripletIsFirstPendingThenEarlyThenPassedThenKnown() throws StoreException {
        Instant start = clock.instant();
        assertThat(attempt("a")).isEqualTo(pending(start, true));
        clock.advance(TERMS.delay().minus(TICK));
        assertThat(attempt("a")).isEqualTo(pending(start, false));
        clock.advance(TICK);
        Instant passed = clock.instant();
        assertThat(attempt("a")).isEqualTo(new Standing.Passed(entry(start, passed, passed)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(attempt("a")).isEqualTo(new Standing.Known(entry(start, passed, passed)));
    }

    @Test
    void aPassedTripletFreesNothingButItself() throws StoreException {
        pass("a");
        assertThat(attempt("b")).isEqualTo(pending(clock.instant(), true));
        Triplet elsewhere = new Triplet("198.51.100.0/24", "a", "other@example.org");
        assertThat(attempt(Attempts.of(elsewhere, clock))).isEqualTo(pending(clock.instant(), true));
    }

    @Test
    void theNullSenderIsASenderAsAnyOther() throws StoreException {
        Instant start = clock.instant();
        assertThat(attempt("")).isEqualTo(pending(start, true));
        assertThat(attempt("")).isEqualTo(pending(start, false));
    }

    @Test
    void aRetryAfterTheWindowBeginsAnew() throws StoreException {
        attempt("a");
        clock.advance(TERMS.window().plus(TICK));
        Instant again = clock.instant();
        assertThat(attempt("a")).isEqualTo(pending(again, true));
        clock.advance(TERMS.delay());
        assertThat(attempt("a")).isEqualTo(new Standing.Passed(entry(again, clock.instant(), clock.instant())));
    }

    @Test
    void aPassedTripletThatWasNotSeenForItsAgeBeginsAnew() throws StoreException {
        pass("a");
        clock.advance(TERMS.passedAge());
        assertThat(attempt("a")).isInstanceOf(Standing.Known.class);
        clock.advance(TERMS.passedAge().plus(TICK));
        assertThat(attempt("a")).isEqualTo(pending(clock.instant(), true));
        reopen();
        clock.advance(TERMS.delay());
        assertThat(attempt("a")).isInstanceOf(Standing.Passed.class);
        reopen();
        assertThat(attempt("a")).isInstanceOf(Standing.Known.class);
    }

    @Test
    void everyStepOutlivesAStop() throws StoreException {
        Instant start = clock.instant();
        attempt("a");
        reopen();
        assertThat(attempt("a")).isEqualTo(pending(start, false));
        clock.advance(TERMS.delay());
        reopen();
        Instant passed = clock.instant();
        assertThat(attempt("a")).isEqualTo(new Standing.Passed(entry(start, passed, passed)));
        reopen();
        assertThat(attempt("a")).isEqualTo(new Standing.Known(entry(start, passed, passed)));
        clock.advance(TERMS.passedAge());
        assertThat(attempt("a")).isInstanceOf(Standing.Known.class);
        reopen();
        clock.advance(TERMS.passedAge());
        assertThat(attempt("a")).as("its touch was remembered").isInstanceOf(Standing.Known.class);
    }

    @Test
    void everyStepOutlivesTheWayIntoTheDatabaseAndAStopBehindIt() throws StoreException {
        Instant start = clock.instant();
        attempt("a");
        moveIntoTheDatabase("first");
        assertThat(attempt("a")).isEqualTo(pending(start, false));
        reopen();
        assertThat(attempt("a")).isEqualTo(pending(start, false));
        clock.advance(TERMS.delay());
        Instant passed = clock.instant();
        assertThat(attempt("a")).isEqualTo(new Standing.Passed(entry(start, passed, passed)));
        moveIntoTheDatabase("second");
        assertThat(attempt("a")).isEqualTo(new Standing.Known(entry(start, passed, passed)));
        reopen();
        assertThat(attempt("a")).isEqualTo(new Standing.Known(entry(start, passed, passed)));
        Await.until("it is counted", () -> store.status().passedTriplets() == 1);
    }

    @Test
    void aTripletThatBeganAnewInAYoungerGenerationCountsFromThere() throws StoreException {
        attempt("a");
        moveIntoTheDatabase("first");
        clock.advance(TERMS.window().plus(TICK));
        Instant again = clock.instant();
        assertThat(attempt("a")).isEqualTo(pending(again, true));
        moveIntoTheDatabase("second");
        assertThat(attempt("a")).isEqualTo(pending(again, false));
        reopen();
        assertThat(attempt("a")).isEqualTo(pending(again, false));
    }

    @Test
    void aSiblingContinuesTheTripletOfItsNetwork() throws StoreException {
        Instant start = clock.instant();
        attempt(Attempts.of(BY_NETWORK, clock));
        Attempt sibling = Attempts.withAlternate(BY_NAME, BY_NETWORK, clock);
        assertThat(attempt(sibling)).isEqualTo(pending(start, false));
        clock.advance(TERMS.delay());
        Attempt later = Attempts.withAlternate(BY_NAME, BY_NETWORK, clock);
        assertThat(attempt(later)).isEqualTo(new Standing.Passed(entry(start, clock.instant(), clock.instant())));
        assertThat(attempt(Attempts.of(BY_NAME, clock))).isInstanceOf(Standing.Known.class);
    }

    @Test
    void aSiblingOfAKnownTripletIsKnownAndFromThenOnByItself() throws StoreException {
        attempt(Attempts.of(BY_NETWORK, clock));
        clock.advance(TERMS.delay());
        attempt(Attempts.of(BY_NETWORK, clock));
        assertThat(attempt(Attempts.withAlternate(BY_NAME, BY_NETWORK, clock))).isInstanceOf(Standing.Known.class);
        reopen();
        assertThat(attempt(Attempts.of(BY_NAME, clock))).isInstanceOf(Standing.Known.class);
    }

    @Test
    void theAlternateIsOnlyRead() throws StoreException {
        attempt(Attempts.withAlternate(BY_NAME, BY_NETWORK, clock));
        assertThat(attempt(Attempts.of(BY_NETWORK, clock))).isEqualTo(pending(clock.instant(), true));
    }

    @Test
    void theSameTripletTwiceInABatchIsFirstOnlyOnce() throws StoreException {
        List<CompletionStage<Standing>> stages = IntStream.range(0, 200)
                .mapToObj(i -> store.greylist().attempt(Attempts.of("same", clock)))
                .toList();
        List<Standing> standings = new ArrayList<>();
        for (CompletionStage<Standing> stage : stages) {
            standings.add(Await.result(stage));
        }
        assertThat(standings.get(0)).isEqualTo(pending(clock.instant(), true));
        assertThat(standings.subList(1, 200)).containsOnly(pending(clock.instant(), false));
    }

    @Test
    void fiveTripletsAnHourApartAllowTheirNetworkAlsoAfterAStop() throws StoreException {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt(Attempts.from(NETWORK, "s" + i, clock))).isInstanceOf(Standing.Pending.class);
            clock.advance(TERMS.allowEvery());
            assertThat(attempt(Attempts.from(NETWORK, "s" + i, clock))).isInstanceOf(Standing.Passed.class);
            reopen();
        }
        NetworkStanding standing = new NetworkStanding(5, clock.instant(), clock.instant());
        assertThat(attempt(Attempts.from(NETWORK, "new", clock))).isEqualTo(new Standing.NetworkAllowed(standing));
        moveIntoTheDatabase("other");
        reopen();
        assertThat(attempt(Attempts.from(NETWORK, "new", clock))).isEqualTo(new Standing.NetworkAllowed(standing));
        Await.until("it is counted", () -> store.status().networks() == 1);
        Attempt elsewhere = Attempts.from(Attempts.network("2001:db8::/64"), "new", clock);
        assertThat(attempt(elsewhere)).isInstanceOf(Standing.Pending.class);
    }

    @Test
    void manyTripletsWithinAnHourCountOnce() throws StoreException {
        for (int i = 0; i < 20; i++) {
            attempt(Attempts.from(NETWORK, "s" + i, clock));
        }
        clock.advance(TERMS.delay());
        for (int i = 0; i < 20; i++) {
            assertThat(attempt(Attempts.from(NETWORK, "s" + i, clock))).isInstanceOf(Standing.Passed.class);
        }
        assertThat(attempt(Attempts.from(NETWORK, "new", clock))).isInstanceOf(Standing.Pending.class);
    }

    @Test
    void anAllowedNetworkIsForgottenAfterItsAge() throws StoreException {
        allowTheNetwork();
        clock.advance(TERMS.passedAge());
        assertThat(attempt(Attempts.from(NETWORK, "new", clock))).isInstanceOf(Standing.NetworkAllowed.class);
        clock.advance(TERMS.passedAge().plus(TICK));
        assertThat(attempt(Attempts.from(NETWORK, "new", clock))).isInstanceOf(Standing.Pending.class);
    }

    private void allowTheNetwork() throws StoreException {
        for (int i = 0; i < 5; i++) {
            attempt(Attempts.from(NETWORK, "s" + i, clock));
            clock.advance(TERMS.allowEvery());
            attempt(Attempts.from(NETWORK, "s" + i, clock));
        }
    }

    @Test
    void memoryKnowsWhatHasPassedAndNothingElse() throws StoreException {
        GreylistLedger ledger = store.greylist();
        assertThat(ledger.recall(Attempts.of("a", clock))).isEmpty();
        attempt("a");
        assertThat(ledger.recall(Attempts.of("a", clock))).isEmpty();
        clock.advance(TERMS.delay());
        attempt("a");
        assertThat(ledger.recall(Attempts.of("a", clock))).get().isInstanceOf(Standing.Known.class);
        clock.advance(TERMS.passedAge().plus(TICK));
        assertThat(ledger.recall(Attempts.of("a", clock))).isEmpty();
    }

    @Test
    void memoryIsFilledFromTheDatabaseByTheFirstQuestion() throws StoreException {
        pass("a");
        reopen();
        assertThat(store.greylist().recall(Attempts.of("a", clock))).isEmpty();
        attempt("a");
        assertThat(store.greylist().recall(Attempts.of("a", clock))).isPresent();
    }

    @Test
    void memoryKnowsAnAllowedNetwork() throws StoreException {
        allowTheNetwork();
        Attempt fresh = Attempts.from(NETWORK, "new", clock);
        assertThat(store.greylist().recall(fresh)).isEmpty();
        attempt(fresh);
        assertThat(store.greylist().recall(fresh)).get().isInstanceOf(Standing.NetworkAllowed.class);
    }

    @Test
    void lastSeenIsWrittenAtMostOnceAnHour() throws StoreException {
        Instant passed = pass("a");
        long written = store.status().backlog();
        clock.advance(GreylistWriter.TOUCH_EVERY.minus(TICK));
        store.greylist().recall(Attempts.of("a", clock));
        attempt("a");
        assertThat(store.status().backlog()).isEqualTo(written);
        clock.advance(TICK);
        assertThat(store.greylist().recall(Attempts.of("a", clock))).isPresent();
        Await.until("the touch is written", () -> store.status().backlog() == written + 1);
        store.greylist().recall(Attempts.of("a", clock));
        attempt("a");
        assertThat(store.status().backlog()).isEqualTo(written + 1);
        reopen();
        clock.advance(TERMS.passedAge());
        assertThat(clock.instant()).isAfter(passed.plus(TERMS.passedAge()));
        assertThat(attempt("a")).isInstanceOf(Standing.Known.class);
    }

    @Test
    void theStatusCountsWhatThereIs() throws StoreException {
        for (int i = 0; i < 10; i++) {
            attempt("s" + i);
        }
        StoreStatus status = store.status();
        assertThat(status.available()).isTrue();
        assertThat(status.pendingTriplets()).isEqualTo(10);
        assertThat(status.backlog()).isEqualTo(10);
        assertThat(status.generations()).isZero();
        assertThat(status.queued()).isZero();
        assertThat(status.queueLimit()).isPositive();
        assertThat(status.journalBytes()).isPositive();
        moveIntoTheDatabase("more");
        assertThat(store.status().pendingTriplets()).isEqualTo(10 + 2 * SMALL_GENERATION);
        reopen();
        assertThat(store.status().pendingTriplets()).isEqualTo(10 + 2 * SMALL_GENERATION);
    }

    @Test
    void whatIsTooOldIsDropped() throws StoreException {
        pass("a");
        moveIntoTheDatabase("first");
        Await.until("it is counted", () -> store.status().passedTriplets() == 1);
        clock.advance(TERMS.window().multipliedBy(2).plus(TICK));
        Await.until("the old generations are gone", () -> store.status().generations() == 0);
        assertThat(attempt("a")).isInstanceOf(Standing.Known.class);
        moveIntoTheDatabase("second");
        clock.advance(TERMS.passedAge().plusHours(2));
        Await.until("the old rows are gone", () -> store.status().passedTriplets() == 0);
        assertThat(attempt("a")).isEqualTo(pending(clock.instant(), true));
        Await.until("the old generations are gone too", () -> store.status().generations() == 0);
        reopen();
        assertThat(store.status().generations()).isZero();
    }

    @Test
    void manyThreadsSeeEachTripletFirstOnceOnly() throws Exception {
        int threads = 8;
        int triplets = 300;
        store.close();
        // Several generations, but not so many that the journal is full before the database follows.
        store = open(threads * triplets / 4, clock);
        List<List<Standing>> answers = inParallel(threads, thread -> {
            List<CompletionStage<Standing>> stages = new ArrayList<>();
            for (int i = 0; i < triplets; i++) {
                int common = (i + thread * 37) % triplets;
                stages.add(store.greylist().attempt(Attempts.of("common" + common, clock)));
                stages.add(store.greylist().attempt(Attempts.of("own" + thread + "-" + i, clock)));
            }
            return stages;
        });
        long first = answers.stream()
                .flatMap(List::stream)
                .filter(standing -> standing.equals(pending(clock.instant(), true)))
                .count();
        long all = answers.stream().mapToLong(List::size).sum();
        assertThat(all).isEqualTo(2L * threads * triplets);
        assertThat(first).isEqualTo(triplets + (long) threads * triplets);
        for (int i = 0; i < triplets; i++) {
            assertThat(attempt("common" + i)).isEqualTo(pending(clock.instant(), false));
        }
    }

    private static List<List<Standing>> inParallel(int threads, Function<Integer, List<CompletionStage<Standing>>> work)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch together = new CountDownLatch(1);
            List<Future<List<Standing>>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                futures.add(executor.submit(() -> {
                    together.await();
                    List<Standing> standings = new ArrayList<>();
                    for (CompletionStage<Standing> stage : work.apply(thread)) {
                        standings.add(Await.result(stage));
                    }
                    return standings;
                }));
            }
            together.countDown();
            List<List<Standing>> answers = new ArrayList<>();
            for (Future<List<Standing>> future : futures) {
                answers.add(future.get(60, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            executor.shutdownNow();
        }
    }
}
