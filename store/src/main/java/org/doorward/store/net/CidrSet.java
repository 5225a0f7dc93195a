package org.doorward.store.net;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An immutable set of networks that finds the most specific one around an address.
 *
 * <p>Networks nest or are apart, never half over each other. So they cut the number line of a family into segments, each
 * with one most specific network or none. The segments' first addresses stand in sorted arrays, and a look-up is one binary
 * search: some 18 steps at 100,000 networks, without allocation. A set holds at most two segments a network.
 */
public final class CidrSet {

    /** The set without networks. */
    public static final CidrSet EMPTY = of(List.of());

    private final Segments v4;
    private final Segments v6;
    private final int size;

    private CidrSet(Segments v4, Segments v6, int size) {
        this.v4 = v4;
        this.v6 = v6;
        this.size = size;
    }

    /** The set of these networks; the same network twice counts once. */
    public static CidrSet of(Collection<Cidr> networks) {
        TreeSet<Cidr> sorted = new TreeSet<>(networks);
        List<Cidr> v4 = sorted.stream().filter(cidr -> !cidr.address().isV6()).toList();
        List<Cidr> v6 = sorted.stream().filter(cidr -> cidr.address().isV6()).toList();
        return new CidrSet(Segments.of(v4), Segments.of(v6), sorted.size());
    }

    /** Whether the address lies in any of the networks. */
    public boolean contains(IpAddress address) {
        return segments(address).find(address).isPresent();
    }

    /** The longest prefix around the address. */
    public Optional<Cidr> longestMatch(IpAddress address) {
        return segments(address).find(address);
    }

    /** How many networks there are. */
    public int size() {
        return size;
    }

    private Segments segments(IpAddress address) {
        return address.isV6() ? v6 : v4;
    }
}
