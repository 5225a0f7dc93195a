package org.doorward.store.blame;

import java.time.Instant;
import org.doorward.store.model.ClientNetwork;

/**
 * The order to ban an offender, unless a ban stands already.
 *
 * @param network whom
 * @param at from when
 * @param reason why, as in {@link Ban}
 * @param evidence the evidence, as in {@link Offence}
 * @param id the new ban's id, see {@link Ban}
 * @param terms how long
 */
public record BanOrder(ClientNetwork network, Instant at, String reason, String evidence, String id, BanTerms terms) {}
