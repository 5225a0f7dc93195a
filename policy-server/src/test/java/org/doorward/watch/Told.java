package org.doorward.watch;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What a line gives, as it stands in the corpus and as {@code doorward parse --json} says it.
 *
 * @param address who, {@code -} for nobody
 * @param vector the label of what is held against him, {@code -} for nothing
 */
public record Told(String address, String vector) {

    /** That nothing is held against anybody. */
    public static final Told NOTHING = new Told("-", "-");

    /** Later than all lines of the corpus. */
    private static final Instant NOW = Instant.parse("2026-12-31T00:00:00Z");

    /** A parser as an operator has it who has said nothing. */
    public static LineParser parser() {
        return LineParser.of(LineParser.Settings.defaults(), ZoneOffset.UTC, () -> NOW);
    }

    /** What a reading gives. */
    public static Told of(Reading reading) {
        return reading instanceof Reading.Seen seen
                ? new Told(seen.address().toString(), seen.vector().label())
                : NOTHING;
    }

    @Override
    public String toString() {
        return address + "\t" + vector;
    }
}
