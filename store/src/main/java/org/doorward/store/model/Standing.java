package org.doorward.store.model;

/** Where a delivery attempt stands with the greylist, after it was counted and made safe. */
public sealed interface Standing {

    /**
     * The triplet is to come back later; the store will not forget that, not even when it is killed now.
     *
     * @param entry the triplet's entry
     * @param first whether this was its first attempt
     */
    record Pending(GreylistEntry entry, boolean first) implements Standing {}

    /**
     * The triplet came back in time, with this very attempt.
     *
     * @param entry the triplet's entry
     */
    record Passed(GreylistEntry entry) implements Standing {}

    /**
     * The triplet had passed before.
     *
     * @param entry the triplet's entry
     */
    record Known(GreylistEntry entry) implements Standing {}

    /**
     * The whole network is allowed.
     *
     * @param network what it has earned
     */
    record NetworkAllowed(NetworkStanding network) implements Standing {}
}
