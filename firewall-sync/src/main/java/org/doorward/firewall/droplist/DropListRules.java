package org.doorward.firewall.droplist;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.doorward.firewall.droplist.DropListText.Parsed;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrMerge;

/**
 * What is taken from a list, and when it is refused. Pure.
 *
 * <p>The usual prefixes are those that a list of hijacked networks needs: in the Spamhaus DROP lists of some years the widest were a /10 and,
 * of IPv6, /29.
 *
 * @param widestV4 the shortest IPv4 prefix that is taken
 * @param widestV6 the shortest IPv6 prefix that is taken
 * @param shrinks by how many per cent it may shrink from one time to the next
 * @param grows to how many per cent of its size it may grow
 * @param small fewer networks than this may come and go as they like
 */
public record DropListRules(int widestV4, int widestV6, int shrinks, int grows, int small) {

    /** For a list like Spamhaus DROP. */
    public static final DropListRules USUAL = new DropListRules(8, 19, 50, 400, 100);

    /** A list with more than an eighth of all IPv4 addresses is about something else than bad networks. */
    private static final long MOST_ADDRESSES = 1L << 29;

    private static final int NAMED = 20;

    /** The same with other shortest prefixes. */
    public DropListRules withWidest(int v4, int v6) {
        return new DropListRules(v4, v6, shrinks, grows, small);
    }

    /**
     * What is taken.
     *
     * @param networks those that may be dropped, as far as the list alone is concerned; in no particular order
     * @param listed how many the list has, with those that are not taken
     * @param leftOut the first that are not taken, each with the reason
     */
    record Taken(List<Cidr> networks, int listed, List<String> leftOut) {}

    /**
     * Checks a list.
     *
     * @param last how many networks the last good one had, taken or not; empty when there was none
     * @param mayBeEmpty whether a list without any network can be meant so
     * @throws IOException when all of it is refused; the message says why
     */
    Taken check(Parsed list, OptionalInt last, boolean mayBeEmpty) throws IOException {
        size(list.networks().size(), last, mayBeEmpty);
        List<Cidr> networks = new ArrayList<>(list.networks().size());
        List<String> leftOut = new ArrayList<>();
        for (Cidr network : list.networks()) {
            int widest = network.address().isV6() ? widestV6 : widestV4;
            if (network.prefix() >= widest) {
                networks.add(network);
            } else if (leftOut.size() < NAMED) {
                leftOut.add(network + " is wider than /" + widest);
            }
        }
        // Only what seems too much is worth looking at for what is counted twice.
        if (addresses(networks) > MOST_ADDRESSES && addresses(CidrMerge.merge(networks)) > MOST_ADDRESSES) {
            throw new IOException(
                    "it holds more than an eighth of all IPv4 addresses: this is no list of bad networks");
        }
        return new Taken(Collections.unmodifiableList(networks), list.networks().size(), List.copyOf(leftOut));
    }

    private static long addresses(List<Cidr> networks) {
        return networks.stream()
                .filter(network -> !network.address().isV6())
                .mapToLong(network -> 1L << (32 - network.prefix()))
                .sum();
    }

    private void size(int now, OptionalInt last, boolean mayBeEmpty) throws IOException {
        if (now == 0 && !mayBeEmpty) {
            throw new IOException("it has no network at all");
        }
        if (last.isEmpty() || Math.max(now, last.getAsInt()) < small) {
            return;
        }
        int before = last.getAsInt();
        if (now * 100L < before * (100L - shrinks)) {
            throw new IOException("it has shrunk from " + before + " networks to " + now);
        }
        if (now * 100L > (long) Math.max(before, small) * grows) {
            throw new IOException("it has grown from " + before + " networks to " + now);
        }
    }
}
