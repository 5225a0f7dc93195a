package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.Standing;
import org.doorward.store.model.Triplet;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.net.IpAddress;
import org.h2.engine.Constants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What builds of each earlier form have left behind, stopped or killed, is copied and opened, and nothing in it is forgotten. */
class StoreUpgradeTest {

    private static final int GENERATION = 100;
    private static final Mark MARK = new Mark("mail.log", "1");

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(RecordedState.RECORDED);

    static Stream<RecordedState> states() {
        return Stream.of("form-1", "form-2", "form-3")
                .flatMap(form -> Stream.of(form + "-stopped", form + "-killed"))
                .map(RecordedState::new);
    }

    @ParameterizedTest
    @MethodSource("states")
    void allThatItKnewIsKnownBeforeAndAfterTheNextStart(RecordedState state) throws Exception {
        state.unpack(directory);
        assertThat(state.tale()).isNotEmpty();
        for (String start : List.of("first start", "second start")) {
            try (Store store = Stores.open(directory, GENERATION, clock)) {
                assertThat(StoreTale.of(store)).as(start).isEqualTo(state.tale());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void theDatabaseIsCopiedOnceAndTheCopyIsWhatWasThere(RecordedState state) throws Exception {
        state.unpack(directory);
        byte[] before = Files.readAllBytes(Stores.databaseFile(directory));
        String newest = "h2-" + Constants.VERSION + "-form-4";
        for (int start = 1; start <= 2; start++) {
            Stores.open(directory, GENERATION, clock).close();
            assertThat(Files.readString(directory.resolve("database/version"))).isEqualTo(newest + "\n");
            assertThat(copies())
                    .singleElement()
                    .satisfies(copy -> assertThat(copy).hasFileName("doorward.mv.db.before-" + newest))
                    .satisfies(copy -> assertThat(copy).hasBinaryContent(before));
        }
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("database"))) {
            return files.filter(file -> file.getFileName().toString().contains(".before-"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void whoWaitedPassesAndWhoHadPassedIsKnown(RecordedState state) throws Exception {
        state.unpack(directory);
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            for (String line : state.tale()) {
                if (line.startsWith("waiting ")) {
                    assertThat(again(store, line)).as(line).isInstanceOf(Standing.Passed.class);
                } else if (line.startsWith("passed ")) {
                    assertThat(again(store, line)).as(line).isInstanceOf(Standing.Known.class);
                }
            }
        }
    }

    private Standing again(Store store, String line) throws Exception {
        String[] words = line.split(" ", -1);
        Triplet triplet = new Triplet(words[1], words[2], words[3]);
        return Await.result(store.greylist().attempt(Attempts.of(triplet, clock)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whoDidWrongIsFoundByAddressAndItsBanStands(RecordedState state) throws Exception {
        state.unpack(directory);
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            for (String line : state.tale()) {
                String[] words = line.split(" ", -1);
                if (line.startsWith("offender ")) {
                    ClientNetwork who = Attempts.network(words[1]);
                    Offender known = Await.result(store.offences().look(who));
                    assertThat(store.offences().within(who.cidr(), 1)).as(line).containsExactly(known);
                } else if (line.startsWith("stands ")) {
                    IpAddress address = Attempts.network(words[1]).cidr().last();
                    Optional<Ban> ban = store.offences().standing(address, clock.instant());
                    assertThat(ban.map(Ban::id)).as(line).contains(words[2]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatItHadNoTablesForIsKeptFromNowOn(RecordedState state) throws Exception {
        state.unpack(directory);
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            Offender banned = Await.result(store.offences().ban(Blames.order(Blames.offender(1), "B1", clock)));
            assertThat(banned.bans()).hasSize(1);
            Await.result(
                    store.offences().record(List.of(Blames.offence(Blames.offender(2), 3, clock)), MARK, Blames.TERMS));
            store.verdicts().record(VerdictSeries.NOTABLE, () -> Verdicts.of(clock.instant(), "new@example.net"));
            fillGeneration(store);
        }
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            assertThat(store.offences().standing(Blames.offender(1), clock.instant()))
                    .isPresent();
            assertThat(Await.result(store.offences().look(Blames.offender(2))).score(clock.instant(), Blames.TERMS))
                    .isEqualTo(3);
            assertThat(store.offences().mark("mail.log")).contains(MARK);
            assertThat(store.verdicts().latest(Verdicts.sender("new@example.net"), 1))
                    .hasSize(1);
            assertThat(StoreTale.of(store)).containsAll(state.tale());
        }
    }

    /** So that all that was in the journal gets into the database's tables, the old and the new. */
    private void fillGeneration(Store store) throws Exception {
        int before = store.status().generations();
        for (int i = 0; i <= GENERATION; i++) {
            Attempt filler = Attempts.of("filler" + i, clock);
            Await.untilTaken(() -> store.greylist().attempt(filler));
        }
        Await.until("a generation is in the database", () -> store.status().generations() > before);
    }
}
