package org.doorward.store.sql;

import java.time.Instant;
import org.doorward.store.model.VerdictSeries;

/**
 * Verdicts of one series and one span of time, dropped whole.
 *
 * @param number tells the generations of both series apart; a newer one has a higher number
 * @param series which series
 * @param rows how many verdicts it holds
 * @param began when it was begun
 * @param newest the latest verdict in it; when that is too old, so is all of it
 */
public record VerdictGeneration(long number, VerdictSeries series, int rows, Instant began, Instant newest) {

    /** The name of the table of its blocks. */
    String blockTable() {
        return "verdict_block_" + number;
    }

    /** The name of the table of its keys. */
    String keyTable() {
        return "verdict_keys_" + number;
    }

    /** This generation with more in it. */
    public VerdictGeneration with(int moreRows, Instant newestOfThem) {
        return new VerdictGeneration(
                number, series, rows + moreRows, began, newestOfThem.isAfter(newest) ? newestOfThem : newest);
    }
}
