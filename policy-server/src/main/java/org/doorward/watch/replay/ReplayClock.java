package org.doorward.watch.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The log's clock: stands where the replay has put it. Any thread may look. */
public final class ReplayClock implements InstantSource {

    private volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    /** Puts it to a moment. */
    void set(Instant moment) {
        now = moment;
    }

    /** The same as a clock of nanoseconds. */
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }
}
