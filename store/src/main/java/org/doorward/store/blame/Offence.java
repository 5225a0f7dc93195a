package org.doorward.store.blame;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.doorward.store.model.ClientNetwork;

/**
 * Something that a client did, or several times the same.
 *
 * @param offender who: an IPv4 address as /32, an IPv6 network as /64
 * @param vector the kind, a lower-case word of at most {@link #VECTOR_LIMIT} characters
 * @param fading how fast its points fade
 * @param points what it counts, not negative
 * @param at when; what is less than a millisecond is cut off, for it is not kept
 * @param evidence what exactly, for the operator: printable ASCII, at most {@link #EVIDENCE_LIMIT} characters
 */
public record Offence(
        ClientNetwork offender, String vector, Fading fading, double points, Instant at, String evidence) {

    /** The longest name of a vector. */
    public static final int VECTOR_LIMIT = 32;

    /** The longest evidence. */
    public static final int EVIDENCE_LIMIT = 160;

    /** Refuses what cannot be kept. */
    public Offence {
        if (points < 0 || Double.isNaN(points) || Double.isInfinite(points)) {
            throw new IllegalArgumentException("points " + points);
        }
        if (vector.isEmpty() || vector.length() > VECTOR_LIMIT) {
            throw new IllegalArgumentException("vector " + vector);
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
        evidence = ascii(evidence, EVIDENCE_LIMIT);
    }

    /** The text cut to so many characters, and a question mark for each that is not printable ASCII. */
    static String ascii(String text, int limit) {
        String cut = text.length() <= limit ? text : text.substring(0, limit);
        return cut.chars().allMatch(c -> c >= ' ' && c <= '~') ? cut : cut.replaceAll("[^ -~]", "?");
    }
}
