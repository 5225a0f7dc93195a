package org.doorward.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it on. */
public final class ManualClock implements InstantSource {

    private volatile Instant now;

    /** At a moment like any other. */
    public ManualClock() {
        this(Instant.parse("2026-11-21T12:00:00Z"));
    }

    /** At this moment. */
    ManualClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves on. */
    public void advance(Duration by) {
        now = now.plus(by);
    }
}
