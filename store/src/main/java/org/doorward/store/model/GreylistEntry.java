package org.doorward.store.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What the greylist remembers of a triplet.
 *
 * @param firstSeen when it was first attempted
 * @param passedAt when it came back after the delay, empty while it has not
 * @param lastSeen when it was last attempted; for a passed triplet exact to an hour
 */
public record GreylistEntry(Instant firstSeen, Optional<Instant> passedAt, Instant lastSeen) {

    /** An entry for a triplet that nobody has seen before. */
    public static GreylistEntry first(Instant now) {
        return new GreylistEntry(now, Optional.empty(), now);
    }

    /** Whether the triplet has passed. */
    public boolean passed() {
        return passedAt.isPresent();
    }

    /**
     * The entry after one more attempt: the whole rule of the greylist.
     *
     * <p>A pending entry whose window is over, and a passed one that was not seen for its age, begin anew. An early retry
     * changes nothing: the delay counts from the first attempt. So does a pending entry from the future begin anew: a clock
     * that was ahead has been set right, and its owner must not wait until the clock is there again.
     *
     * @param now the attempt's moment
     * @param terms the times
     * @return the new entry, or this one when nothing changed
     */
    public GreylistEntry attempted(Instant now, GreylistTerms terms) {
        if (expired(now, terms)) {
            return first(now);
        }
        if (passed()) {
            return new GreylistEntry(firstSeen, passedAt, later(lastSeen, now));
        }
        if (now.isBefore(firstSeen.plus(terms.delay()))) {
            return this;
        }
        return new GreylistEntry(firstSeen, Optional.of(now), now);
    }

    /** Whether this entry counts no longer. */
    public boolean expired(Instant now, GreylistTerms terms) {
        return passed()
                ? now.isAfter(lastSeen.plus(terms.passedAge()))
                : now.isAfter(firstSeen.plus(terms.window())) || now.isBefore(firstSeen);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
