package org.doorward.firewall;

import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * The lengths of networks that can be banned. Each has a set of its own, in which a packet's masked source is looked up as one key, for
 * that costs as much as the look-up of an address, and a change costs the same however many there are.
 */
public enum BanLength {
    /** One IPv4 address. */
    V4_32(false, 32),
    /** 256 IPv4 addresses: no IPv4 ban is wider. */
    V4_24(false, 24),
    /** One customer's IPv6 network: no IPv6 ban is wider, and none is smaller. */
    V6_64(true, 64);

    private static final List<BanLength> ALL = List.of(values());

    private final boolean v6;
    private final int prefix;

    BanLength(boolean v6, int prefix) {
        this.v6 = v6;
        this.prefix = prefix;
    }

    /** Whether it is one of IPv6 networks. */
    public boolean v6() {
        return v6;
    }

    /** How many bits are looked at. */
    public int prefix() {
        return prefix;
    }

    /** Whether a network has this length. */
    public boolean isOf(Cidr network) {
        return v6 == network.address().isV6() && prefix == network.prefix();
    }

    /** Whether networks of this length can be banned: the same as {@link #of}, for who asks it of 100,000 of them. */
    public static boolean fits(Cidr network) {
        return V4_32.isOf(network) || V6_64.isOf(network) || V4_24.isOf(network);
    }

    /** The length of a network; empty when such networks cannot be banned. */
    public static Optional<BanLength> of(Cidr network) {
        for (BanLength length : ALL) {
            if (length.isOf(network)) {
                return Optional.of(length);
            }
        }
        return Optional.empty();
    }
}
