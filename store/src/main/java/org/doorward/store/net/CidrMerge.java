package org.doorward.store.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The fewest networks that hold the same addresses: what lies within another network is left out, and two halves of a network become that
 * network. For whoever refuses networks that lie over each other, such as the kernel's interval sets.
 */
public final class CidrMerge {

    private CidrMerge() {}

    /** Merges networks; the result is sorted. Takes n log n steps. */
    public static List<Cidr> merge(Collection<Cidr> networks) {
        Cidr[] sorted = networks.toArray(Cidr[]::new);
        Arrays.sort(sorted);
        List<Cidr> merged = new ArrayList<>(sorted.length);
        for (Cidr next : sorted) {
            // The wider one of two that begin alike comes first, so whatever lies within another comes right behind it.
            if (merged.isEmpty() || !last(merged).contains(next.address())) {
                merged.add(next);
                joinHalves(merged);
            }
        }
        return List.copyOf(merged);
    }

    /** Joins the last two as long as they are the halves of one network: each join may make the next one possible. */
    private static void joinHalves(List<Cidr> merged) {
        while (merged.size() > 1 && areHalves(merged.get(merged.size() - 2), last(merged))) {
            Cidr upper = merged.remove(merged.size() - 1);
            merged.set(merged.size() - 1, Cidr.of(upper.address(), upper.prefix() - 1));
        }
    }

    private static boolean areHalves(Cidr lower, Cidr upper) {
        return lower.prefix() == upper.prefix()
                && lower.prefix() > 0
                && Cidr.of(lower.address(), lower.prefix() - 1).contains(upper.address());
    }

    private static Cidr last(List<Cidr> networks) {
        return networks.get(networks.size() - 1);
    }
}
