package org.doorward.store.model;

import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * The unit of blame and of trust: a client's address, masked. This is the only place where masks are applied.
 *
 * @param cidr the network
 */
public record ClientNetwork(Cidr cidr) {

    /**
     * The network of an address.
     *
     * @param address the client's address
     * @param prefixV4 prefix length for IPv4, 0 to 32
     * @param prefixV6 prefix length for IPv6, 0 to 128
     */
    public static ClientNetwork of(IpAddress address, int prefixV4, int prefixV6) {
        return new ClientNetwork(Cidr.of(address, address.isV6() ? prefixV6 : prefixV4));
    }

    /** Written out, as in {@link Triplet}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClientNetwork network
                && network.cidr.prefix() == cidr.prefix()
                && network.cidr.address().equals(cidr.address());
    }

    @Override
    public int hashCode() {
        return cidr.address().hashCode() * 31 + cidr.prefix();
    }

    /** The network in CIDR form. */
    @Override
    public String toString() {
        return cidr.toString();
    }
}
