package org.doorward.watch.replay;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * What a replay has found out, and by which settings.
 *
 * @param tally the counts
 * @param ladder how long bans are, rung by rung
 * @param zone in which times are shown as text
 * @param enabled whether the configuration bans anybody at all
 */
public record Report(Tally tally, List<Duration> ladder, ZoneId zone, boolean enabled) {

    /** For those who read it: a few screens at most. */
    public List<String> text() {
        return new ReportText(this).lines();
    }

    /** For programs: one JSON object, all of it. */
    public String json() {
        return ReportJson.of(this);
    }
}
