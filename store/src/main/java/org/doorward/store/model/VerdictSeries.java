package org.doorward.store.model;

import java.util.Locale;

/**
 * The two series of verdicts. Each has its own share of every bound, so that the endless passes of those whom everybody knows
 * do not push out what somebody may ask about.
 */
public enum VerdictSeries {
    /** Refusals, deferrals, and passes that something was said against. */
    NOTABLE(3),
    /** Passes that nothing was said against. */
    PLAIN(1);

    private static final int QUARTERS = 4;

    private final int quarters;

    VerdictSeries(int quarters) {
        this.quarters = quarters;
    }

    /** This series' share of a bound for both: three quarters, or one. */
    public long shareOf(long bound) {
        return bound * quarters / QUARTERS;
    }

    /** The series' name in the database. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
