package org.doorward.firewall.egress;

import java.util.Optional;
import org.doorward.store.net.IpAddress;

/**
 * Somebody who has tried to send mail past the lock.
 *
 * @param address the host behind this router; empty when it was a user of this host
 * @param uid the user of this host; empty when it was a host behind it
 * @param attempts how many connections were tried since the last time that this one was told of; tries again of the same one count too where
 *     the lock only observes
 */
public record Rogue(Optional<IpAddress> address, Optional<Long> uid, long attempts) {

    /** Who it is, for people: an address, or a user's number. */
    public String who() {
        return address.map(IpAddress::toString).orElseGet(() -> "user " + uid.orElseThrow());
    }
}
