package org.doorward.store.model;

import java.time.Instant;

/**
 * What a client network has earned by triplets that passed.
 *
 * @param counted how many distinct triplets were counted
 * @param lastCounted when the last one was counted
 * @param lastSeen when the network last passed anything; exact to an hour
 */
public record NetworkStanding(int counted, Instant lastCounted, Instant lastSeen) {

    /** A network's first counted triplet. */
    public static NetworkStanding first(Instant now) {
        return new NetworkStanding(1, now, now);
    }

    /** The standing after one more distinct triplet has passed; at most one counts in the terms' time. */
    public NetworkStanding passedAnother(Instant now, GreylistTerms terms) {
        if (now.isAfter(lastSeen.plus(terms.passedAge()))) {
            return first(now);
        }
        boolean clockWasAhead = now.isBefore(lastCounted);
        boolean counts = clockWasAhead || !now.isBefore(lastCounted.plus(terms.allowEvery()));
        return counts ? new NetworkStanding(counted + 1, now, now) : new NetworkStanding(counted, lastCounted, now);
    }

    /** Whether the network is allowed without being asked to come back. */
    public boolean allowed(Instant now, GreylistTerms terms) {
        return terms.allowAfter() > 0
                && counted >= terms.allowAfter()
                && !now.isAfter(lastSeen.plus(terms.passedAge()));
    }
}
