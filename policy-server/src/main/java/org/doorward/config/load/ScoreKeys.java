package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.decimal;
import static org.doorward.config.settings.ValueTypes.duration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.OwnVector;
import org.doorward.config.ScoreConfig;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Sections {@code [score]}, {@code [score.points]} and {@code [score.tripwires]}. */
final class ScoreKeys {

    static final Key<Duration> BEHAVIOUR_HALF_LIFE = Key.of(
            "score.behaviour_half_life",
            duration("1h", "90d"),
            "7d",
            "In what time points for what a client did become half as many",
            "a machine that was cleaned is clean for weeks; one that was not is back within days");

    static final Key<Duration> LISTING_HALF_LIFE = Key.of(
            "score.listing_half_life",
            duration("1h", "90d"),
            "24h",
            "The same for points for what lists say of it",
            "lists take back what they said, and are asked anew anyway");

    static final Key<Double> CAP = Key.of(
            "score.cap",
            decimal(1, 1000),
            30.0,
            "The most points that a client has",
            "what is beyond would only take longer to fade");

    private static final Map<Vector, Key<Double>> POINTS = new LinkedHashMap<>();
    private static final Map<Vector, Key<Optional<Tripwire>>> TRIPWIRES = new LinkedHashMap<>();

    static {
        Vector.thatBan().forEach(vector -> {
            POINTS.put(vector, points(vector));
            TRIPWIRES.put(vector, tripwire(vector));
        });
    }

    static final Section SECTION = Section.of(
            "score", "What clients did before, in points that fade.", BEHAVIOUR_HALF_LIFE, LISTING_HALF_LIFE, CAP);

    static final Section POINTS_SECTION =
            new Section("score.points", "What an offence counts.", List.copyOf(POINTS.values()));

    static final Section TRIPWIRES_SECTION = new Section(
            "score.tripwires",
            "So many offences of a vector within a time are an immediate ban.",
            List.copyOf(TRIPWIRES.values()));

    private ScoreKeys() {}

    private static Key<Double> points(Vector vector) {
        return Key.of(
                "score.points." + vector.label(),
                decimal(0, 1000),
                vector.defaultPoints(),
                "What an offence of " + vector.label() + " counts",
                reason(vector.category()));
    }

    private static Key<Optional<Tripwire>> tripwire(Vector vector) {
        return Key.of(
                "score.tripwires." + vector.label(),
                Tripwires.TYPE,
                vector.defaultTripwire(),
                "How many offences of " + vector.label() + " ban at once",
                vector.defaultTripwire().isEmpty()
                        ? "one alone says too little, whatever its number"
                        : "nobody does so by mistake");
    }

    private static String reason(Vector.Category category) {
        return switch (category) {
            case LISTED -> "it fades fast, and needs a second vector or a second day to ban";
            case FORGERY -> "good servers are misconfigured, too, so it takes many";
            case HARVESTED -> "no person can know that address";
            case INTRUSION -> "what it tries is nobody's business but yours";
            case PROTOCOL -> "mail servers do not do so, programs that were written in haste do";
            case CONTENT -> "filters err, too, so it takes many";
            case OWN, REPORTED -> throw new IllegalArgumentException("it has no key of its own");
        };
    }

    static ScoreConfig read(Settings settings) {
        Map<Vector, Double> points = new LinkedHashMap<>();
        Map<Vector, Tripwire> tripwires = new LinkedHashMap<>();
        POINTS.forEach((vector, key) -> points.put(vector, settings.get(key)));
        TRIPWIRES.forEach((vector, key) -> settings.get(key).ifPresent(tripwire -> tripwires.put(vector, tripwire)));
        for (OwnVector own : settings.get(WatchKeys.VECTORS)) {
            points.put(own.vector(), own.points());
            own.tripwire().ifPresent(tripwire -> tripwires.put(own.vector(), tripwire));
        }
        return new ScoreConfig(
                settings.get(BEHAVIOUR_HALF_LIFE),
                settings.get(LISTING_HALF_LIFE),
                settings.get(CAP),
                points,
                tripwires);
    }
}
