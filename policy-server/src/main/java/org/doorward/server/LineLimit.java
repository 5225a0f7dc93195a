package org.doorward.server;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Allows a number of log lines in a span of time and counts the others, so that a flood of garbage cannot fill the disk. The
 * count of what was left out is told with the first line of a later span. Thread-safe.
 */
final class LineLimit {

    private final int lines;
    private final Duration span;
    private Instant spanStart = Instant.EPOCH;
    private int written;
    private long leftOut;

    /**
     * A limit.
     *
     * @param lines how many lines are allowed
     * @param span in which time
     */
    LineLimit(int lines, Duration span) {
        this.lines = lines;
        this.span = span;
    }

    /**
     * Asks for a line.
     *
     * @return empty when it must not be written; else how many were left out since the last one
     */
    synchronized OptionalLong next(Instant now) {
        // A wall clock set back must not silence the log until it has caught up.
        if (now.isBefore(spanStart) || Duration.between(spanStart, now).compareTo(span) >= 0) {
            spanStart = now;
            written = 0;
        }
        if (written >= lines) {
            leftOut++;
            return OptionalLong.empty();
        }
        written++;
        long untold = leftOut;
        leftOut = 0;
        return OptionalLong.of(untold);
    }
}
