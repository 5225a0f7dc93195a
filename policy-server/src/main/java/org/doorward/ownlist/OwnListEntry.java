package org.doorward.ownlist;

import java.time.Instant;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * One entry of the own list.
 *
 * @param network who is listed
 * @param since since when, if known
 * @param until when it ends; empty for never
 * @param reason why, in the operator's words; may be empty in a file
 * @param source where it stands: a file and its line, or {@link KeptList#SOURCE}
 */
public record OwnListEntry(
        Cidr network, Optional<Instant> since, Optional<Instant> until, String reason, String source) {

    /** Whether it counts at a moment. */
    public boolean standsAt(Instant moment) {
        return until.isEmpty() || moment.isBefore(until.get());
    }

    /** The entry in words, for the operator: {@code 198.51.100.0/24 since 2026-11-21T12:00:00Z, /etc/doorward/own:12 (spam)}. */
    @Override
    public String toString() {
        return network
                + since.map(begin -> " since " + begin).orElse("")
                + ", " + source
                + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
