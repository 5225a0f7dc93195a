package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.doorward.store.model.Mark;
import org.doorward.store.model.Standing;
import org.h2.engine.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of the first form, which knew no offenders, is copied and opened. */
class StoreUpgradeTest {

    private static final int GENERATION = 20;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void aDatabaseOfTheFirstFormIsCopiedThenUpgradedAndNothingIsForgotten() throws Exception {
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            for (int i = 0; i < 3 * GENERATION - 5; i++) {
                Await.result(store.greylist().attempt(Attempts.of("s" + i, clock)));
            }
            Await.until("two generations", () -> store.status().generations() == 2);
        }
        makeItOfTheFirstForm();
        try (Store store = Stores.open(directory, GENERATION, clock)) {
            for (String sender : List.of("s0", "s25", "s54")) {
                Standing standing = Await.result(store.greylist().attempt(Attempts.of(sender, clock)));
                assertThat(standing)
                        .as(sender)
                        .isInstanceOfSatisfying(
                                Standing.Pending.class,
                                pending -> assertThat(pending.first()).isFalse());
            }
            assertThat(Await.result(store.offences().ban(Blames.order(Blames.offender(1), "B1", clock)))
                            .bans())
                    .hasSize(1);
            Mark mark = new Mark("mail.log", "1");
            assertThat(Await.result(store.offences().record(List.of(), mark, Blames.TERMS)))
                    .isEmpty();
            assertThat(store.offences().mark("mail.log")).contains(mark);
        }
        try (Stream<Path> files = Files.list(directory.resolve("database"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("doorward.mv.db.before-h2-" + Constants.VERSION + "-form-"));
        }
    }

    private void makeItOfTheFirstForm() throws Exception {
        Stores.sql(
                directory,
                "DROP TABLE offender",
                "DROP TABLE verdict_generation",
                "DROP TABLE watch_mark",
                "DELETE FROM schema_version WHERE number > 1",
                // Else the database would stay open in this process.
                "SHUTDOWN");
        Files.writeString(directory.resolve("database/version"), "h2-" + Constants.VERSION + "-form-1\n");
    }
}
