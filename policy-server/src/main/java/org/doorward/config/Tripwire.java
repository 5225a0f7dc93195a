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
     * @param now what was longer ago than the time bans nobody any more: it was forgiven then, or already paid for
     */
    public boolean touchedBy(List<Instant> recent, Instant now) {
        int oldest = recent.size() - count;
        if (oldest < 0) {
            return false;
        }
        Instant newest = recent.get(recent.size() - 1);
        return Duration.between(recent.get(oldest), newest).compareTo(within) <= 0
                && Duration.between(newest, now).abs().compareTo(within) <= 0;
    }
}
