package org.doorward.store.blame;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.doorward.store.model.ClientNetwork;

/**
 * The order to ban an offender, unless a ban stands already.
 *
 * @param network whom
 * @param at from when
 * @param reason why, as in {@link Ban}
 * @param evidence the evidence, as in {@link Offence}
 * @param id the new ban's id, see {@link Ban}; at most {@link Ban#ID_LIMIT} characters
 * @param terms how long
 */
public record BanOrder(ClientNetwork network, Instant at, String reason, String evidence, String id, BanTerms terms) {

    /** Cuts the texts to what is kept. */
    public BanOrder {
        if (id.isEmpty() || id.length() > Ban.ID_LIMIT) {
            throw new IllegalArgumentException("ban id " + id);
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
        reason = Offence.ascii(reason, Ban.REASON_LIMIT);
        evidence = Offence.ascii(evidence, Offence.EVIDENCE_LIMIT);
    }
}
