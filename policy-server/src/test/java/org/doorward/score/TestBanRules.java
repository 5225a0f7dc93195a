package org.doorward.score;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.doorward.config.BanConfig;
import org.doorward.config.ScoreConfig;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;

/** Rules of a test: a score of 20 bans, for an hour and then for a day. */
final class TestBanRules {

    private TestBanRules() {}

    /** Rules by which one letter to a trap bans. */
    static BanRules trapped() {
        return of(true, Map.of(Vector.SPAMTRAP, 20.0), Map.of(Vector.SPAMTRAP, new Tripwire(1, Duration.ofHours(1))));
    }

    static BanRules of(boolean enabled, Map<Vector, Double> points, Map<Vector, Tripwire> tripwires) {
        ScoreConfig score = new ScoreConfig(Duration.ofDays(7), Duration.ofHours(24), 30, points, tripwires);
        BanConfig ban = new BanConfig(
                enabled,
                20,
                List.of(Duration.ofHours(1), Duration.ofDays(1)),
                Duration.ofDays(30),
                10,
                "",
                List.of(),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ZERO);
        return new BanRules(score, ban, Duration.ofDays(30));
    }
}
