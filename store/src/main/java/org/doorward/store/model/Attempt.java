package org.doorward.store.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One delivery attempt under the greylist: the change that the greylist ledger takes, or a look at what it would come to.
 *
 * @param triplet the key it counts for
 * @param alternate a second key under which the same sender may already be known; only ever read
 * @param network the client network that may earn an automatic allowance, empty when the address is unknown
 * @param at when
 * @param terms the rules that this attempt is judged by
 * @param look whether this is only a look, which changes nothing and of which nothing remains
 */
public record Attempt(
        Triplet triplet,
        Optional<Triplet> alternate,
        Optional<ClientNetwork> network,
        Instant at,
        GreylistTerms terms,
        boolean look) {

    /** An attempt that counts. */
    public Attempt(
            Triplet triplet,
            Optional<Triplet> alternate,
            Optional<ClientNetwork> network,
            Instant at,
            GreylistTerms terms) {
        this(triplet, alternate, network, at, terms, false);
    }

    /** A look at what this attempt would come to. */
    public Attempt onlyLook() {
        return new Attempt(triplet, alternate, network, at, terms, true);
    }
}
