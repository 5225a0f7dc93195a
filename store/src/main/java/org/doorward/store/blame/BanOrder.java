package org.doorward.store.blame;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.doorward.store.model.ClientNetwork;

/**
 * The order to ban an offender, unless a ban stands already.
 *
 * @param network whom
 * @param at from when
 * @param reason why, as in {@link Ban}
 * @param evidence the evidence, as in {@link Offence}
 * @param id the new ban's id, see {@link Ban}; at most {@link Ban#ID_LIMIT} characters
 * @param terms how long, and on which rung
 * @param length how long in this case; the rung's length when empty
 */
public record BanOrder(
        ClientNetwork network,
        Instant at,
        String reason,
        String evidence,
        String id,
        BanTerms terms,
        Optional<Duration> length) {

    /** As long as the terms say. */
    public BanOrder(ClientNetwork network, Instant at, String reason, String evidence, String id, BanTerms terms) {
        this(network, at, reason, evidence, id, terms, Optional.empty());
    }

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
