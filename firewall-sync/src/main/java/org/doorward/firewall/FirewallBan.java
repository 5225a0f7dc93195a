package org.doorward.firewall;

import org.doorward.store.net.Cidr;

/**
 * A ban as a firewall needs it.
 *
 * @param network who is dropped: one of the lengths of {@link BanLength}
 * @param until when it ends, in seconds since 1970, exclusive
 * @param id the ban's id, such as {@code B7K2M9QX}; at most 32 characters
 */
public record FirewallBan(Cidr network, long until, String id) {}
