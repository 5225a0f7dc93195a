package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.store.Blames.TERMS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.Test;

/** What every backend does with what log lines tell of, and with how far these were read. */
abstract class SightingContract extends StoreContract {

    private static final int LARGE_GENERATION = 500;
    private static final String LOG = "file /var/log/mail.log";

    private List<Offender> record(List<Offence> offences, String position) throws StoreException {
        return Await.result(store.offences().record(offences, new Mark(LOG, position), TERMS));
    }

    private List<Offence> offences(int... offenders) {
        return IntStream.of(offenders)
                .mapToObj(number -> Blames.offence(Blames.offender(number), 1, clock))
                .toList();
    }

    private long count(int offender) throws StoreException {
        return count(Await.result(store.offences().look(Blames.offender(offender))));
    }

    private static long count(Offender offender) {
        return offender.vectors().stream().mapToLong(VectorStanding::count).sum();
    }

    private String position() {
        return store.offences().mark(LOG).map(Mark::position).orElse("none");
    }

    @Test
    void aSourceThatWasNeverReadHasNoMark() {
        assertThat(store.offences().mark(LOG)).isEmpty();
    }

    @Test
    void theNewStatesAreAnsweredOneForEachOffenderInTheOrderOfTheirFirstOffences() throws StoreException {
        record(offences(3), "a");
        List<Offender> answer = record(offences(5, 3, 4, 3, 5, 3), "b");
        assertThat(answer)
                .extracting(Offender::network)
                .containsExactly(Blames.offender(5), Blames.offender(3), Blames.offender(4));
        assertThat(answer).extracting(SightingContract::count).containsExactly(2L, 4L, 1L);
        assertThat(position()).isEqualTo("b");
    }

    @Test
    void withoutOffencesOnlyTheMarkMoves() throws StoreException {
        assertThat(record(List.of(), "7")).isEmpty();
        assertThat(position()).isEqualTo("7");
        reopen();
        assertThat(position()).isEqualTo("7");
        assertThat(store.status().offenders()).isZero();
    }

    @Test
    void marksAndOffencesAreThereAfterARestartFromTheJournalAndFromTheDatabase() throws StoreException {
        record(offences(1, 2), "first");
        reopen();
        assertThat(position()).isEqualTo("first");
        moveIntoTheDatabase("a");
        reopen();
        assertThat(position()).isEqualTo("first");
        record(offences(2), "second");
        reopen();
        assertThat(position()).as("the journal is newer than the database").isEqualTo("second");
        moveIntoTheDatabase("b");
        reopen();
        assertThat(position()).isEqualTo("second");
        assertThat(count(1)).isEqualTo(1);
        assertThat(count(2)).isEqualTo(2);
    }

    @Test
    void eachSourceHasAMarkOfItsOwnAndTheOneTooManyIsRefusedWithWhatItTold() throws StoreException {
        for (int i = 0; i < 64; i++) {
            Await.result(store.offences().record(List.of(), new Mark("source " + i, "" + i), TERMS));
        }
        assertThatThrownBy(
                        () -> Await.result(store.offences().record(offences(1), new Mark("one too many", "1"), TERMS)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("64");
        assertThat(count(1)).isZero();
        Await.result(store.offences().record(offences(1), new Mark("source 63", "further"), TERMS));
        reopen();
        assertThat(store.offences().mark("source 5")).contains(new Mark("source 5", "5"));
        assertThat(store.offences().mark("source 63")).contains(new Mark("source 63", "further"));
        assertThat(store.offences().mark("one too many")).isEmpty();
        assertThat(count(1)).isEqualTo(1);
    }

    @Test
    void sourcesThatComeAtOnceAreNoMoreThanMayBeEither() throws StoreException {
        List<CompletionStage<List<Offender>>> answers = new ArrayList<>();
        for (int i = 0; i < 66; i++) {
            answers.add(store.offences().record(offences(i), new Mark("source " + i, "1"), TERMS));
        }
        int taken = 0;
        for (int i = 0; i < answers.size(); i++) {
            boolean kept = succeeded(answers.get(i));
            taken += kept ? 1 : 0;
            assertThat(store.offences().mark("source " + i).isPresent()).isEqualTo(kept);
            assertThat(count(i)).isEqualTo(kept ? 1 : 0);
        }
        assertThat(taken).isBetween(1, 64);
    }

    private static <T> boolean succeeded(CompletionStage<T> answer) {
        try {
            Await.result(answer);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    void moreThanIsTakenAtOnceIsAMistakeOfTheCaller() {
        List<Offence> tooMany =
                Collections.nCopies(OffenceLedger.OFFENCES_AT_ONCE + 1, Blames.offence(Blames.offender(1), 1, clock));
        assertThatThrownBy(() -> record(tooMany, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBanThatIsOrderedBehindSightingsStandsAndOneThatIsLiftedTakesTheirPointsAway() throws StoreException {
        CompletionStage<List<Offender>> sighted = store.offences().record(offences(1, 1, 2), new Mark(LOG, "1"), TERMS);
        CompletionStage<Offender> banned = store.offences().ban(Blames.order(Blames.offender(1), "B1", clock));
        CompletionStage<Offender> lifted = store.offences().lift(Blames.offender(1), clock.instant());
        Await.result(sighted);
        assertThat(Await.result(banned).standing(clock.instant())).isPresent();
        assertThat(Await.result(lifted).score(clock.instant(), TERMS)).isZero();
        assertThat(count(1)).isEqualTo(2);
        assertThat(Await.result(store.offences().look(Blames.offender(2))).score(clock.instant(), TERMS))
                .isEqualTo(1);
    }

    @Test
    void whateverComesTogetherInWhateverOrderAddsUp() throws StoreException {
        long seed = 20261126;
        Random random = new Random(seed);
        Map<Integer, Long> expected = new HashMap<>();
        store.close();
        // So large that the database can follow on any machine.
        store = open(LARGE_GENERATION, clock);
        for (int round = 0; round < 30; round++) {
            List<CompletionStage<?>> answers = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int[] who = random.ints(random.nextInt(120), 0, 60).toArray();
                IntStream.of(who).forEach(offender -> expected.merge(offender, 1L, Long::sum));
                if (who.length == 1 && random.nextBoolean()) {
                    answers.add(store.offences().record(offences(who).get(0), TERMS));
                } else {
                    answers.add(store.offences().record(offences(who), new Mark(LOG, round + "." + i), TERMS));
                }
                answers.add(store.greylist().attempt(Attempts.of("s" + random.nextInt(2000), clock)));
            }
            for (CompletionStage<?> answer : answers) {
                Await.result(answer);
            }
            if (random.nextInt(6) == 0) {
                store.close();
                store = open(LARGE_GENERATION, clock);
            }
        }
        for (Map.Entry<Integer, Long> entry : expected.entrySet()) {
            assertThat(count(entry.getKey()))
                    .as("seed %d, offender %s", seed, entry)
                    .isEqualTo(entry.getValue());
        }
    }

    /** More than the journal writes at once. */
    @Test
    void asManyOffencesOfAsManyOffendersAsAreTakenAtOnceAreKept() throws StoreException {
        List<Offence> many = IntStream.range(0, OffenceLedger.OFFENCES_AT_ONCE)
                .mapToObj(i -> longest(Blames.offender(i)))
                .toList();
        assertThat(record(many, "all")).hasSize(many.size());
        assertThat(store.status().journalBytes()).isGreaterThan(2 * (1 << 18));
        reopen();
        assertThat(position()).isEqualTo("all");
        for (int i = 0; i < many.size(); i += 97) {
            assertThat(count(i)).isEqualTo(1);
        }
    }

    private Offence longest(ClientNetwork who) {
        return new Offence(
                who, "unknown_user", Fading.BEHAVIOUR, 1, clock.instant(), "x".repeat(Offence.EVIDENCE_LIMIT));
    }
}
