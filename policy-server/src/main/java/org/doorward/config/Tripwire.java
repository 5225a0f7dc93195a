package org.doorward.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * So many offences of a vector within a time: an immediate ban.
 *
 * @param count how many, from 1 to {@link org.doorward.store.blame.VectorStanding#RECENT_LIMIT}
 * @param within the time
 */
public record Tripwire(int count, Duration within) {

    /**
     * Whether it has been touched.
     *
     * @param recent the newest offences, oldest first
     */
    public boolean touchedBy(List<Instant> recent) {
        int oldest = recent.size() - count;
        return oldest >= 0
                && Duration.between(recent.get(oldest), recent.get(recent.size() - 1))
                                .compareTo(within)
                        <= 0;
    }
}
