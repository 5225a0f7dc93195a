package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.store.Blames.TERMS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What log lines told of, while the database is away or slow, or the files are away: kept whole or not at all. */
class SightingAwayTest {

    private static final int GENERATION = 50;
    /** So many are in the database, and not in memory. */
    private static final int OLD = 40;

    private static final ClientNetwork IN_DATABASE = Blames.offender(7);
    private static final ClientNetwork IN_JOURNAL = Blames.offender(1000);
    private static final ClientNetwork NEW = Blames.offender(1001);
    private static final ClientNetwork ALSO_NEW = Blames.offender(1002);

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong();
    /** How far the steady clock goes on with each look at it. */
    private volatile long step;

    private Path directory = Path.of("");
    private Store store;
    private int holds;
    private int flood;

    @BeforeEach
    void openWithOffendersInTheDatabaseAndOneInTheJournal() throws Exception {
        directory = root.resolve("state");
        store = open();
        for (int i = 0; i < OLD; i++) {
            record(Blames.offender(i));
        }
        for (int i = 0; i <= 2 * GENERATION; i++) {
            Await.result(store.greylist().attempt(Attempts.of("filler" + i, clock)));
        }
        Await.until("they are in the database", () -> store.status().generations() == 2);
        record(IN_JOURNAL);
        sighted("start", IN_JOURNAL);
        store.close();
        store = open();
        Blames.awaitFilter(store);
    }

    private Store open() throws StoreException {
        return Store.open(
                Stores.config(directory, GENERATION),
                StoreEvents.NONE,
                clock,
                () -> nanos.addAndGet(step),
                new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Offender record(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().record(Blames.offence(who, 1, clock), TERMS));
    }

    private List<Offender> sighted(String position, ClientNetwork... who) throws StoreException {
        return Await.result(submit(position, who));
    }

    private CompletionStage<List<Offender>> submit(String position, ClientNetwork... who) {
        List<Offence> offences = Stream.of(who)
                .map(offender -> Blames.offence(offender, 1, clock))
                .toList();
        return store.offences().record(offences, new Mark("log", position), TERMS);
    }

    private long count(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().look(who)).vectors().stream()
                .mapToLong(VectorStanding::count)
                .sum();
    }

    private String position() {
        return store.offences().mark("log").orElseThrow().position();
    }

    /** Holds the writer in a batch of its own, so that all that is submitted until it is let go makes one batch. */
    private CountDownLatch hold() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        store.offences().onBansChange(() -> {
            held.countDown();
            try {
                assertThat(letGo.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        store.offences().ban(Blames.order(Blames.offender(2000 + holds), "B" + holds++, clock));
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        return letGo;
    }

    @Test
    void oneOffenderWhoCannotBeReadLeavesNothingOfTheChangeAndTheRestOfItsBatchIsMade() throws Exception {
        AwayOffenders.take(directory, store);
        CountDownLatch letGo = hold();
        CompletionStage<Offender> before = store.offences().record(Blames.offence(IN_JOURNAL, 1, clock), TERMS);
        CompletionStage<List<Offender>> refused = submit("refused", NEW, IN_JOURNAL, IN_DATABASE, ALSO_NEW);
        CompletionStage<Offender> after = store.offences().record(Blames.offence(NEW, 1, clock), TERMS);
        CompletionStage<List<Offender>> taken = submit("taken", NEW, IN_JOURNAL);
        CompletionStage<List<Offender>> refusedToo = submit("refused too", IN_DATABASE);
        letGo.countDown();

        assertThatThrownBy(() -> Await.result(refused)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> Await.result(refusedToo)).isInstanceOf(StoreException.class);
        assertThat(Await.result(before).vectors().get(0).count()).isEqualTo(4);
        assertThat(Await.result(after).vectors().get(0).count()).isEqualTo(2);
        assertThat(Await.result(taken)).hasSize(2);
        assertKept();
        AwayOffenders.giveBack(directory, store, clock);
        store.close();
        store = open();
        assertKept();
        assertThat(count(IN_DATABASE)).isEqualTo(1);
    }

    private void assertKept() throws StoreException {
        assertThat(position()).isEqualTo("taken");
        assertThat(count(IN_JOURNAL)).isEqualTo(4);
        assertThat(count(NEW)).isEqualTo(2);
        assertThat(count(ALSO_NEW)).isZero();
    }

    @Test
    void whenTheJournalIsFullNeitherMarkNorOffencesAreSeen() throws Exception {
        AwayOffenders.take(directory, store);
        while (!refused()) {
            assertThat(flood).as("until the journal is full").isLessThan(10 * GENERATION);
        }
        assertThatThrownBy(() -> sighted("further", NEW, IN_JOURNAL)).hasMessageContaining("journal is full");
        assertThatThrownBy(() -> sighted("further")).hasMessageContaining("journal is full");
        assertNothingSeen();
        AwayOffenders.giveBack(directory, store, clock);
        Await.until("there is room", () -> !refused());
        assertThat(sighted("further", NEW)).hasSize(1);
        assertThat(position()).isEqualTo("further");
    }

    private boolean refused() {
        try {
            Await.result(store.greylist().attempt(Attempts.of("flood" + flood++, clock)));
            return false;
        } catch (StoreException e) {
            return String.valueOf(e.getMessage()).contains("journal is full");
        }
    }

    @Test
    void aDirectoryThatIsMovedAwayKeepsNeitherMarkNorOffences() throws Exception {
        Path elsewhere = root.resolve("elsewhere");
        Files.move(directory, elsewhere);
        assertThatThrownBy(() -> sighted("further", NEW, IN_JOURNAL)).isInstanceOf(StoreException.class);
        assertNothingSeen();
        Files.move(elsewhere, directory);
        Await.until("it has recovered", () -> store.status().available());
        assertThat(sighted("further", NEW, IN_JOURNAL)).hasSize(2);
        assertThat(position()).isEqualTo("further");
    }

    private void assertNothingSeen() throws StoreException {
        assertThat(position()).isEqualTo("start");
        assertThat(count(NEW)).isZero();
        assertThat(count(IN_JOURNAL)).isEqualTo(2);
    }

    @Test
    void manyOffendersOfASlowDatabaseLeaveTimeToTheOthersAndGetFurtherWithEachTry() throws Exception {
        ClientNetwork[] all = IntStream.range(0, OLD).mapToObj(Blames::offender).toArray(ClientNetwork[]::new);
        int tries = 1;
        step = Duration.ofMillis(20).toNanos();
        CountDownLatch letGo = hold();
        CompletionStage<List<Offender>> first = submit("all", all);
        CompletionStage<Offender> other = store.offences().look(Blames.offender(OLD - 1));
        letGo.countDown();
        assertThatThrownBy(() -> Await.result(first)).hasMessageContaining("too slow for so many");
        assertThat(Await.result(other).vectors()).hasSize(1);
        assertThat(position()).isEqualTo("start");
        while (!succeeds(all)) {
            tries++;
            assertThat(tries).isLessThan(10);
        }
        assertThat(tries).isGreaterThan(1);
        for (ClientNetwork network : all) {
            assertThat(count(network)).isEqualTo(2);
        }
    }

    private boolean succeeds(ClientNetwork... all) {
        try {
            return sighted("all", all).size() == OLD;
        } catch (StoreException e) {
            return false;
        }
    }
}
