package org.doorward.firewall.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.BanLength;
import org.doorward.store.net.Cidr;

/**
 * How much a firewall is believed to hold, by the names of the sets of nftables. Used by one thread.
 *
 * <p>It is asked twice a second, and drop lists may have half a million networks; those are counted once a list.
 */
final class Elements {

    private final Families allow = new Families("allow");
    private final Families drop = new Families("drop");

    /**
     * All counts by the sets' names: {@code b4_32}, {@code b4_24}, {@code b6_64}, {@code allow4}, {@code allow6}, {@code drop4}, {@code drop6}.
     *
     * @param allowed the networks that pass; the same list as long as nothing changes
     * @param dropped those of the drop lists, likewise
     */
    Map<String, Long> count(Book bans, List<Cidr> allowed, List<Cidr> dropped) {
        Map<String, Long> counts = new HashMap<>();
        for (BanLength length : BanLength.values()) {
            counts.put((length.v6() ? "b6_" : "b4_") + length.prefix(), (long) bans.size(length));
        }
        allow.count(allowed, counts);
        drop.count(dropped, counts);
        return counts;
    }

    /** A list, and how many of it are IPv6 networks. */
    private static final class Families {

        private final String name;
        private List<Cidr> counted = List.of();
        private long v6;

        Families(String name) {
            this.name = name;
        }

        void count(List<Cidr> networks, Map<String, Long> into) {
            if (!isCounted(networks)) {
                counted = networks;
                v6 = networks.stream()
                        .filter(network -> network.address().isV6())
                        .count();
            }
            into.put(name + "4", networks.size() - v6);
            into.put(name + "6", v6);
        }

        /** Whether it is the very same list: to compare the networks would cost more than to count them. */
        @SuppressWarnings("ReferenceEquality")
        private boolean isCounted(List<Cidr> networks) {
            return networks == counted;
        }
    }
}
