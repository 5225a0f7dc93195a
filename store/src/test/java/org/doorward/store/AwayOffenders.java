package org.doorward.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** A running store's table of offenders, which goes away and comes back. */
final class AwayOffenders {

    private AwayOffenders() {}

    /** Takes it away, and returns when the store has noticed. */
    static void take(Path directory, Store store) throws SQLException {
        Stores.sql(directory, "ALTER TABLE offender RENAME TO offender_away");
        Await.until("the status says so", () -> !store.status().available());
    }

    /** Gives it back, and returns when the store works again. */
    static void giveBack(Path directory, Store store, ManualClock clock) throws SQLException {
        Stores.sql(directory, "ALTER TABLE offender_away RENAME TO offender");
        Await.until("it has recovered", () -> {
            clock.advance(Duration.ofMillis(5));
            return store.status().available();
        });
    }
}
