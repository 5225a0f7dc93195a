package org.doorward.store;

/**
 * How the recording of verdicts is doing, for metrics.
 *
 * @param recorded how many verdicts were written since the start
 * @param dropped how many were dropped before they were written, since the start
 * @param rows how many verdicts the database holds
 * @param queued how many wait to be written
 */
public record VerdictStatus(long recorded, long dropped, long rows, int queued) {}
