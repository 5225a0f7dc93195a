package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.store.Blames.TERMS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

/** What every backend does with offences and bans. A backend's test says how its store is opened, always on the same files. */
abstract class OffenceContract extends StoreContract {

    private static final Offset<Double> NEARLY = Offset.offset(0.01);
    private static final ClientNetwork CLIENT = Attempts.network("198.51.100.7/32");
    private static final ClientNetwork OTHER = Attempts.network("198.51.100.8/32");
    private static final ClientNetwork V6 = Attempts.network("2001:db8:1:2::/64");

    private Offender record(ClientNetwork who, double points) throws StoreException {
        return Await.result(store.offences().record(Blames.offence(who, points, clock), TERMS));
    }

    private Offender ban(ClientNetwork who, String id) throws StoreException {
        return Await.result(store.offences().ban(Blames.order(who, id, clock)));
    }

    private Offender lift(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().lift(who, clock.instant()));
    }

    private Offender look(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().look(who));
    }

    private Optional<String> standing(String address) {
        return store.offences()
                .standing(IpAddress.parse(address).orElseThrow(), clock.instant())
                .map(Ban::id);
    }

    private List<String> within(String network, int limit) throws StoreException {
        return store.offences().within(Cidr.parse(network).orElseThrow(), limit).stream()
                .map(offender -> offender.network().toString())
                .toList();
    }

    @Test
    void againstSomebodyWhoDidNothingNothingIsHeld() throws StoreException {
        assertThat(look(CLIENT)).isEqualTo(Offender.unknown(CLIENT));
        assertThat(standing("198.51.100.7")).isEmpty();
        assertThat(store.offences().standingBans(10)).isEmpty();
        assertThat(within("0.0.0.0/0", 10)).isEmpty();
        assertThat(store.status().offenders()).isZero();
    }

    @Test
    void memoryKnowsAtOnceWhoDidNothingAndWhoDidSomethingLately() throws StoreException {
        Blames.awaitFilter(store);
        record(CLIENT, 3);
        assertThat(store.offences().look(CLIENT).toCompletableFuture()).isDone();
        moveIntoTheDatabase("first");
        assertThat(store.offences().look(CLIENT).toCompletableFuture()).isDone();
        assertThat(store.offences().look(OTHER).toCompletableFuture()).isDone();
    }

    @Test
    void pointsAddUpAndFade() throws StoreException {
        record(CLIENT, 10);
        assertThat(record(CLIENT, 6).score(clock.instant(), TERMS)).isEqualTo(16);
        clock.advance(Duration.ofDays(7));
        assertThat(look(CLIENT).score(clock.instant(), TERMS)).isCloseTo(8, NEARLY);
        assertThat(record(CLIENT, 1).score(clock.instant(), TERMS)).isCloseTo(9, NEARLY);
        assertThat(look(OTHER)).isEqualTo(Offender.unknown(OTHER));
    }

    @Test
    void aStateIsTheSameInMemoryInTheJournalAndInTheDatabase() throws StoreException {
        record(CLIENT, 10);
        ban(CLIENT, "B1");
        record(CLIENT, 7);
        clock.advance(Duration.ofHours(2));
        Offender state = ban(CLIENT, "B2");
        assertThat(state.bans()).hasSize(2);
        assertThat(look(CLIENT)).isEqualTo(state);
        reopen();
        assertThat(look(CLIENT)).as("from the journal").isEqualTo(state);
        moveIntoTheDatabase("first");
        assertThat(look(CLIENT)).isEqualTo(state);
        reopen();
        assertThat(look(CLIENT)).as("from the database").isEqualTo(state);
    }

    @Test
    void whatTheDatabaseHasIsBuiltOnNotOverwritten() throws StoreException {
        record(CLIENT, 10);
        moveIntoTheDatabase("first");
        reopen();
        assertThat(record(CLIENT, 5).score(clock.instant(), TERMS)).isEqualTo(15);
        moveIntoTheDatabase("second");
        reopen();
        Offender state = record(CLIENT, 1);
        assertThat(state.score(clock.instant(), TERMS)).isEqualTo(16);
        assertThat(state.vectors())
                .singleElement()
                .extracting(VectorStanding::count)
                .isEqualTo(3L);
    }

    @Test
    void theOffencesOfOneOffenderInABatchAreOneEntryAndAllAnswersSayWhatCameOfThem() throws StoreException {
        List<CompletionStage<Offender>> stages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            stages.add(store.offences().record(Blames.offence(CLIENT, 0.01, clock), TERMS));
        }
        double last = 0;
        for (CompletionStage<Offender> stage : stages) {
            double score = Await.result(stage).score(clock.instant(), TERMS);
            assertThat(score).isGreaterThanOrEqualTo(last);
            last = score;
        }
        assertThat(last).isCloseTo(20, NEARLY);
        assertThat(store.status().backlog()).isLessThan(stages.size() / 4);
    }

    @Test
    void aBanStandsUntilItsEndAndOnlyOneAtATime() throws StoreException {
        Ban ban = ban(CLIENT, "B1").standing(clock.instant()).orElseThrow();
        assertThat(ban.id()).isEqualTo("B1");
        assertThat(ban.until()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(standing("198.51.100.7")).contains("B1");
        assertThat(standing("198.51.100.8")).isEmpty();
        Offender again = ban(CLIENT, "B2");
        assertThat(again.bans()).containsExactly(ban);
        clock.advance(Duration.ofHours(1));
        assertThat(standing("198.51.100.7")).isEmpty();
        assertThat(look(CLIENT).score(clock.instant(), TERMS)).as("on parole").isEqualTo(25);
    }

    @Test
    void eachReturnIsOneRungUp() throws StoreException {
        List<Integer> rungs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Ban ban = ban(CLIENT, "B" + i).standing(clock.instant()).orElseThrow();
            rungs.add(ban.rung());
            clock.advance(Duration.between(clock.instant(), ban.until()));
            reopen();
        }
        assertThat(rungs).containsExactly(0, 1, 2, 3, 3, 3);
    }

    @Test
    void ordersOfOneBatchGiveOneBan() throws StoreException {
        List<CompletionStage<Offender>> stages = IntStream.range(0, 50)
                .mapToObj(i -> store.offences().ban(Blames.order(CLIENT, "B" + i, clock)))
                .toList();
        for (CompletionStage<Offender> stage : stages) {
            assertThat(Await.result(stage).bans()).extracting(Ban::id).containsExactly("B0");
        }
    }

    @Test
    void aLiftedBanNoLongerStandsAndIsForgottenByTheLadder() throws StoreException {
        ban(CLIENT, "B1");
        clock.advance(Duration.ofMinutes(5));
        Offender lifted = lift(CLIENT);
        assertThat(lifted.standing(clock.instant())).isEmpty();
        assertThat(lifted.bans().get(0).lifted()).contains(clock.instant());
        assertThat(standing("198.51.100.7")).isEmpty();
        assertThat(lifted.score(clock.instant(), TERMS)).isZero();
        reopen();
        assertThat(standing("198.51.100.7")).isEmpty();
        assertThat(ban(CLIENT, "B2").standing(clock.instant()).orElseThrow().rung())
                .isZero();
    }

    @Test
    void aBanThatIsLiftedAtOnceIsAnsweredWithItselfFirst() throws StoreException {
        CompletionStage<Offender> banned = store.offences().ban(Blames.order(CLIENT, "B1", clock));
        CompletionStage<Offender> lifted = store.offences().lift(CLIENT, clock.instant());
        assertThat(Await.result(banned).standing(clock.instant())).isPresent();
        assertThat(Await.result(lifted).standing(clock.instant())).isEmpty();
        assertThat(look(CLIENT).standing(clock.instant())).isEmpty();
    }

    @Test
    void toLiftNothingChangesNothing() throws StoreException {
        assertThat(lift(CLIENT)).isEqualTo(Offender.unknown(CLIENT));
        assertThat(store.status().offenders()).isZero();
    }

    @Test
    void bansOfNetworksOfAnySizeStandAndTheSmallestIsNamed() throws StoreException {
        ban(V6, "SIX");
        ban(Attempts.network("198.51.100.0/24"), "WIDE");
        ban(CLIENT, "ONE");
        assertThat(standing("2001:db8:1:2::99")).contains("SIX");
        assertThat(standing("2001:db8:1:3::99")).isEmpty();
        assertThat(standing("198.51.100.7")).contains("ONE");
        assertThat(standing("198.51.100.8")).contains("WIDE");
        assertThat(standing("198.51.101.8")).isEmpty();
        reopen();
        assertThat(standing("2001:db8:1:2::99")).contains("SIX");
        moveIntoTheDatabase("first");
        reopen();
        assertThat(standing("198.51.100.7")).contains("ONE");
        assertThat(standing("198.51.100.8")).contains("WIDE");
        lift(CLIENT);
        assertThat(standing("198.51.100.7")).contains("WIDE");
    }

    @Test
    void whatTheJournalSaysOfABanCountsMoreThanWhatTheDatabaseSays() throws StoreException {
        ban(CLIENT, "B1");
        ban(OTHER, "B2");
        moveIntoTheDatabase("first");
        lift(CLIENT);
        reopen();
        assertThat(standing("198.51.100.7")).isEmpty();
        assertThat(standing("198.51.100.8")).contains("B2");
        assertThat(store.status().bansStanding()).isEqualTo(1);
    }

    @Test
    void aListingHasTheNewestBansFirst() throws StoreException {
        for (int i = 0; i < 20; i++) {
            ban(Blames.offender(i), "B" + i);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(store.offences().standingBans(3)).extracting(Ban::id).containsExactly("B19", "B18", "B17");
        assertThat(store.status().bansStanding()).isEqualTo(20);
        clock.advance(Duration.ofHours(1).minusSeconds(3));
        assertThat(store.offences().standingBans(100)).extracting(Ban::id).containsExactly("B19", "B18");
    }

    @Test
    void offendersWithinANetworkAreFoundWhereverTheyAre() throws StoreException {
        record(CLIENT, 1);
        record(V6, 1);
        record(Attempts.network("198.51.100.0/24"), 1);
        moveIntoTheDatabase("first");
        record(OTHER, 1);
        record(CLIENT, 2);
        record(Attempts.network("198.51.101.1/32"), 1);
        assertThat(within("198.51.100.0/24", 10))
                .containsExactly("198.51.100.0/24", "198.51.100.7/32", "198.51.100.8/32");
        assertThat(within("198.51.100.0/25", 10)).containsExactly("198.51.100.7/32", "198.51.100.8/32");
        assertThat(within("0.0.0.0/0", 2)).containsExactly("198.51.100.0/24", "198.51.100.7/32");
        assertThat(within("2001:db8::/32", 10)).containsExactly("2001:db8:1:2::/64");
        assertThat(within("192.0.2.0/24", 10)).isEmpty();
        Offender newest = store.offences().within(CLIENT.cidr(), 1).get(0);
        assertThat(newest.score(clock.instant(), TERMS)).isEqualTo(3);
    }

    @Test
    void offendersAgeThirtyDaysAfterTheirLatestOffenceAndBannedOnesLater() throws StoreException {
        record(CLIENT, 3);
        record(OTHER, 3);
        Instant until = ban(OTHER, "B1").standing(clock.instant()).orElseThrow().until();
        moveIntoTheDatabase("first");
        clock.advance(Duration.ofDays(30).plusHours(2));
        Await.until("the first is gone", () -> store.status().offenders() == 1);
        assertThat(look(CLIENT)).isEqualTo(Offender.unknown(CLIENT));
        assertThat(look(OTHER).bans()).hasSize(1);
        clock.advance(Duration.between(clock.instant(), until).plusDays(180).minusHours(1));
        moveIntoTheDatabase("second");
        assertThat(look(OTHER).bans()).hasSize(1);
        clock.advance(Duration.ofHours(3));
        Await.until("the second is gone", () -> store.status().offenders() == 0);
        assertThat(look(OTHER)).isEqualTo(Offender.unknown(OTHER));
    }

    @Test
    void otherAgesCountAtOnceForWhatIsThereAlready() throws StoreException {
        record(CLIENT, 3);
        moveIntoTheDatabase("first");
        store.keep(new Ages(Duration.ofDays(1), Duration.ofDays(36), Duration.ofDays(1), Duration.ofDays(1)));
        clock.advance(Duration.ofHours(26));
        Await.until("it is gone", () -> store.status().offenders() == 0);
    }
}
