package org.doorward.store.intake;

import java.time.Duration;

/**
 * When a segment is full.
 *
 * @param rows how many pending triplets it may hold
 * @param span how long it may gather
 * @param waiting how many full segments may wait for the database before changes are refused
 */
public record JournalLimits(int rows, Duration span, int waiting) {

    /** Entry positions are 31-bit numbers, and a segment is read through at start: 256 MiB is a second's reading. */
    static final long SEGMENT_BYTES = 256L << 20;
}
