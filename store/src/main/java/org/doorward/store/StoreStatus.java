package org.doorward.store;

import java.util.Optional;

/**
 * How the store is doing, for metrics and for {@code /health}.
 *
 * @param problem what does not work, one line; empty when all does
 * @param pendingTriplets triplets that have not come back yet
 * @param passedTriplets triplets that have passed
 * @param networks client networks with at least one counted triplet
 * @param offenders clients against whom something is held; one that changed lately may count twice
 * @param bansStanding bans that stand; one that has ended may count for a minute more
 * @param generations generations of pending triplets in the database
 * @param queued changes that wait for the writer
 * @param queueLimit how many may wait
 * @param backlog journal records that the database has not taken over yet
 * @param journalBytes size of the intake journal on disk
 * @param databaseBytes size of the database file on disk; 0 when the database is not a local file
 */
public record StoreStatus(
        Optional<String> problem,
        long pendingTriplets,
        long passedTriplets,
        long networks,
        long offenders,
        int bansStanding,
        int generations,
        int queued,
        int queueLimit,
        long backlog,
        long journalBytes,
        long databaseBytes) {

    /** Whether promises can be kept now. */
    public boolean available() {
        return problem.isEmpty();
    }
}
