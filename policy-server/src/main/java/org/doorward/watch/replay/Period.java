package org.doorward.watch.replay;

import java.time.Instant;

/**
 * A part of the logs.
 *
 * @param from its first moment
 * @param until the moment behind its last one
 */
public record Period(Instant from, Instant until) {

    /** All of it. */
    public static final Period ALL = new Period(Instant.MIN, Instant.MAX);

    boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(until);
    }
}
