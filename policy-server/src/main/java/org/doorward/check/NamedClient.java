package org.doorward.check;

import org.doorward.store.net.IpAddress;

/**
 * A client by which something is remembered.
 *
 * @param address where it is
 * @param name its verified name; empty when it has none
 */
record NamedClient(IpAddress address, String name) {

    /** Written out because a record's own goes through method handles, and each inquiry asks this. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NamedClient client && client.address.equals(address) && client.name.equals(name);
    }

    @Override
    public int hashCode() {
        return address.hashCode() * 31 + name.hashCode();
    }
}
