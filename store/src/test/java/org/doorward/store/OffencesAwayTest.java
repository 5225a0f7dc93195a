package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.store.Blames.TERMS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offences and bans while the database, or the files, are away. */
class OffencesAwayTest {

    private static final int GENERATION = 50;
    private static final ClientNetwork OLD = Attempts.network("198.51.100.7/32");
    private static final ClientNetwork BANNED = Attempts.network("198.51.100.8/32");
    private static final ClientNetwork NEW = Attempts.network("198.51.100.9/32");
    private static final ClientNetwork IN_JOURNAL = Attempts.network("198.51.100.10/32");

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private Path directory = Path.of("");
    private Store store;

    @BeforeEach
    void openWithOffendersInTheDatabaseAndOneInTheJournal() throws Exception {
        directory = root.resolve("state");
        store = open();
        record(OLD);
        ban(BANNED);
        for (int i = 0; i <= 2 * GENERATION; i++) {
            Await.result(store.greylist().attempt(Attempts.of("filler" + i, clock)));
        }
        Await.until("they are in the database", () -> store.status().generations() == 2);
        record(IN_JOURNAL);
        store.close();
        store = open();
        Blames.awaitFilter(store);
    }

    private Store open() throws StoreException {
        return Store.open(Stores.config(directory, GENERATION), events, clock, System::nanoTime, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Offender record(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().record(Blames.offence(who, 1, clock), TERMS));
    }

    private Offender ban(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().ban(Blames.order(who, "B1", clock)));
    }

    private Offender look(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().look(who));
    }

    private long count(ClientNetwork who) throws StoreException {
        return look(who).vectors().stream().mapToLong(VectorStanding::count).sum();
    }

    private boolean stands(ClientNetwork who) {
        return store.offences().standing(who.cidr().address(), clock.instant()).isPresent();
    }

    @Test
    void whoOnlyTheDatabaseKnowsIsLeftAloneAndNothingIsWrittenOverIt() throws Exception {
        AwayOffenders.take(directory, store);
        assertThatThrownBy(() -> record(OLD)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> look(OLD)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> ban(OLD)).isInstanceOf(StoreException.class);
        assertThat(stands(OLD)).isFalse();
        AwayOffenders.giveBack(directory, store, clock);
        assertThat(count(OLD)).isEqualTo(1);
        record(OLD);
        assertThat(count(OLD)).isEqualTo(2);
    }

    @Test
    void whoTheJournalOrMemoryKnowsIsAnsweredAsEver() throws Exception {
        look(OLD);
        AwayOffenders.take(directory, store);
        assertThat(record(NEW).vectors()).hasSize(1);
        assertThat(count(NEW)).isEqualTo(1);
        record(IN_JOURNAL);
        assertThat(count(IN_JOURNAL)).isEqualTo(2);
        record(OLD);
        assertThat(count(OLD)).as("remembered").isEqualTo(2);
        assertThat(stands(BANNED)).isTrue();
        ban(NEW);
        assertThat(stands(NEW)).isTrue();
        assertThatThrownBy(() -> store.offences().within(OLD.cidr(), 1)).isInstanceOf(StoreException.class);
        AwayOffenders.giveBack(directory, store, clock);
        store.close();
        store = open();
        assertThat(count(OLD)).isEqualTo(2);
        assertThat(stands(NEW)).isTrue();
        assertThat(stands(BANNED)).isTrue();
    }

    @Test
    void whenTheJournalIsFullNothingIsPromisedAndNobodySeesWhatWasNotKept() throws Exception {
        AwayOffenders.take(directory, store);
        record(NEW);
        int attempts = 0;
        while (!refused()) {
            attempts++;
            assertThat(attempts).as("until the journal is full").isLessThan(10 * GENERATION);
        }
        long before = count(NEW);
        assertThatThrownBy(() -> record(NEW)).hasMessageContaining("journal is full");
        assertThatThrownBy(() -> ban(NEW)).hasMessageContaining("journal is full");
        assertThat(count(NEW)).isEqualTo(before);
        assertThat(stands(NEW)).isFalse();
        assertThat(store.offences().standingBans(10)).extracting(Ban::network).containsExactly(BANNED);
        AwayOffenders.giveBack(directory, store, clock);
        Await.until("there is room", () -> !refused());
        ban(NEW);
        assertThat(stands(NEW)).isTrue();
    }

    private int flood;

    private boolean refused() {
        try {
            Await.result(store.greylist().attempt(Attempts.of("flood" + flood++, clock)));
            return false;
        } catch (StoreException e) {
            return String.valueOf(e.getMessage()).contains("journal is full");
        }
    }

    @Test
    void aDirectoryThatIsMovedAwayKeepsNoPromiseUntilItIsBack() throws Exception {
        Path elsewhere = root.resolve("elsewhere");
        Files.move(directory, elsewhere);
        Await.until("the status says so", () -> !store.status().available());
        assertThatThrownBy(() -> record(NEW)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> ban(NEW)).isInstanceOf(StoreException.class);
        assertThat(look(NEW)).isEqualTo(Offender.unknown(NEW));
        assertThat(stands(NEW)).isFalse();
        assertThat(stands(BANNED)).isTrue();
        Files.move(elsewhere, directory);
        Await.until("it has recovered", () -> store.status().available());
        assertThat(record(NEW).vectors()).hasSize(1);
    }
}
