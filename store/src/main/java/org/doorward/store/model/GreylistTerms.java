package org.doorward.store.model;

import java.time.Duration;

/**
 * The greylist's times and counts.
 *
 * @param delay how long a new triplet is deferred; not negative
 * @param window until when after its first attempt a triplet may come back; longer than the delay
 * @param passedAge how long after it was last seen a passed triplet, or an allowed network, stays known
 * @param allowAfter how many distinct passed triplets allow their whole network; 0 never does
 * @param allowEvery at most one triplet is counted towards the allowance in this time
 */
public record GreylistTerms(Duration delay, Duration window, Duration passedAge, int allowAfter, Duration allowEvery) {}
