package org.doorward.store.sql;

import java.time.Instant;
import org.doorward.store.intake.KeyFilter;

/**
 * Pending triplets of one span of time: a table that was written once and is dropped whole.
 *
 * @param number the number of the journal segment that it was
 * @param rows how many triplets it holds
 * @param newest the latest first attempt in it; when that is too old, so is all of it
 * @param blockBits how many upper bits of a key say in which of the table's blocks it is
 * @param keys says of most keys that they are not in it
 */
public record Generation(long number, int rows, Instant newest, int blockBits, KeyFilter keys) {

    /** The name of its table. */
    String table() {
        return table(number);
    }

    static String table(long number) {
        return "greylist_pending_" + number;
    }
}
