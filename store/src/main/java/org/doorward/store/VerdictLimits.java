package org.doorward.store;

import java.time.Duration;

/**
 * The bounds of what is remembered of verdicts.
 *
 * @param queue how many verdicts may wait to be written, at least 4; past that the oldest are dropped
 * @param rate the most verdicts written in a second, at least 1
 * @param rows how many verdicts are kept in all; 0 records none
 * @param age how long verdicts are kept
 */
public record VerdictLimits(int queue, int rate, long rows, Duration age) {

    /** The defaults. */
    public static final VerdictLimits DEFAULT = new VerdictLimits(2000, 2000, 1_000_000, Duration.ofDays(14));
}
