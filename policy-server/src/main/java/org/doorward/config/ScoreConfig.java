package org.doorward.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sections {@code [score]}, {@code [score.points]} and {@code [score.tripwires]}.
 *
 * @param behaviour the half-life of points for what a client did
 * @param listing the half-life of points for what lists say
 * @param cap the most points that a client has
 * @param points what an offence of each vector counts, in the order of the documents
 * @param tripwires the tripwires, likewise; vectors without one are missing
 */
public record ScoreConfig(
        Duration behaviour, Duration listing, double cap, Map<Vector, Double> points, Map<Vector, Tripwire> tripwires) {

    /** Takes the maps as they are now. */
    public ScoreConfig {
        points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
        tripwires = Collections.unmodifiableMap(new LinkedHashMap<>(tripwires));
    }
}
