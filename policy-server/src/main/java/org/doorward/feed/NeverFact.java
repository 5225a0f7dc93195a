package org.doorward.feed;

import org.doorward.store.net.Cidr;

/**
 * A network that mail says must not be dropped.
 *
 * @param network the network
 * @param reason why, in words for the operator; printable ASCII on one line
 */
public record NeverFact(Cidr network, String reason) {

    /** The longest reason that is told. */
    public static final int REASON_LIMIT = 120;

    @Override
    public String toString() {
        return network + " " + reason;
    }
}
