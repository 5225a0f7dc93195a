package org.doorward.score;

import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;

/** The unit of blame: an IPv4 address, or the /64 of an IPv6 address, which is what one customer has. */
public final class Offenders {

    private static final int V4 = 32;
    private static final int V6 = 64;

    private Offenders() {}

    /** Who is blamed for what comes from an address. */
    public static ClientNetwork of(IpAddress address) {
        return ClientNetwork.of(address, V4, V6);
    }
}
