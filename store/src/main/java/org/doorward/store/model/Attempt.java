package org.doorward.store.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One delivery attempt under the greylist: the change that the greylist ledger takes.
 *
 * @param triplet the key it counts for
 * @param alternate a second key under which the same sender may already be known; only ever read
 * @param network the client network that may earn an automatic allowance, empty when the address is unknown
 * @param at when
 * @param terms the rules that this attempt is judged by
 */
public record Attempt(
        Triplet triplet,
        Optional<Triplet> alternate,
        Optional<ClientNetwork> network,
        Instant at,
        GreylistTerms terms) {}
