package org.doorward.store.blame;

import java.time.Duration;

/**
 * How points are kept.
 *
 * @param behaviour the half-life of points for what a client did
 * @param listing the half-life of points for what lists say
 * @param cap the most points that a score has
 * @param memory how long an offence is remembered after its points have faded
 */
public record ScoreTerms(Duration behaviour, Duration listing, double cap, Duration memory) {

    /** The half-life of points that fade like this. */
    public Duration halfLife(Fading fading) {
        return switch (fading) {
            case BEHAVIOUR -> behaviour;
            case LISTING -> listing;
        };
    }
}
