package org.doorward.store.model;

import java.time.Instant;

/** Something that the greylist remembers. */
public sealed interface GreylistFound {

    /** The latest moment that is known of it. */
    Instant latest();

    /**
     * A triplet that has not come back.
     *
     * @param triplet the triplet
     * @param firstSeen its first attempt
     */
    record Waiting(Triplet triplet, Instant firstSeen) implements GreylistFound {

        @Override
        public Instant latest() {
            return firstSeen;
        }
    }

    /**
     * A triplet that has passed.
     *
     * @param triplet the triplet
     * @param entry since when it is known, when it passed, and when it was last seen
     */
    record Passed(Triplet triplet, GreylistEntry entry) implements GreylistFound {

        @Override
        public Instant latest() {
            return entry.lastSeen();
        }
    }

    /**
     * A client network from which triplets have passed.
     *
     * @param network in CIDR form
     * @param standing what it has earned
     */
    record Network(String network, NetworkStanding standing) implements GreylistFound {

        @Override
        public Instant latest() {
            return standing.lastSeen();
        }
    }

    /**
     * Of two states of one row the one that counts. A triplet waits after it has passed only when it was forgotten in between, so
     * whichever was seen later.
     *
     * @param met the one that was met first, which counts when they are equally late
     * @param other the other one
     */
    static GreylistFound newer(GreylistFound met, GreylistFound other) {
        return other.latest().isAfter(met.latest()) ? other : met;
    }
}
