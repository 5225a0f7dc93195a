package org.doorward.store.blame;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.doorward.store.model.ClientNetwork;

/**
 * The order to end a ban that stands at another time: later, for it is still needed, or earlier.
 *
 * @param network whose ban
 * @param id the ban's id: no other ban is touched
 * @param at the moment of the order
 * @param until the new end
 * @param reason the ban's reason from now on, as in {@link Ban}
 */
public record BanEnd(ClientNetwork network, String id, Instant at, Instant until, String reason) {

    /** Cuts what is not kept. */
    public BanEnd {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        until = until.truncatedTo(ChronoUnit.MILLIS);
        reason = Offence.ascii(reason, Ban.REASON_LIMIT);
    }
}
