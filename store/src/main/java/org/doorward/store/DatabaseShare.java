package org.doorward.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.doorward.store.Health.Part;

/** How much of a batch may be spent on a slow database; then those go on who do not need it. Only the writer uses it. */
final class DatabaseShare {

    private static final Duration SHARE = Duration.ofSeconds(1);

    private final Health health;
    private final LongSupplier nanos;
    private long begun;

    DatabaseShare(Health health, LongSupplier nanos) {
        this.health = health;
        this.nanos = nanos;
    }

    /** A batch begins. */
    void begin() {
        begun = nanos.getAsLong();
    }

    /** Whether the database is to be left alone now: it failed a moment ago, or has had its share of this batch. */
    boolean spent() {
        return health.pausing(Part.DATABASE) || taken() > SHARE.toNanos();
    }

    /** Whether only so much is left as belongs to those who want one answer, and not hundreds at once. */
    boolean mostlySpent() {
        return taken() > SHARE.toNanos() / 2;
    }

    private long taken() {
        return nanos.getAsLong() - begun;
    }
}
