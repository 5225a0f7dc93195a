package org.doorward.firewall.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.NeverBanned;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrMerge;

/**
 * The networks that no ban may touch, each with the reason. Immutable.
 *
 * <p>A ban is refused when it touches an entry at all: when it lies within it, and also when it holds it, for who bans a /24 bans the one
 * address in it too.
 */
public final class NeverBan implements NeverBanned {

    /** Without any entry. */
    public static final NeverBan NOTHING = new NeverBan(List.of());

    private static final Comparator<Entry> BY_NETWORK = Comparator.comparing(Entry::network);

    private final List<Entry> entries;

    /** Those that lie within no other: apart from each other and sorted, so a search needs to look at two of them. */
    private final List<Entry> outermost;

    private final List<Cidr> networks;

    private NeverBan(List<Entry> sorted) {
        this.entries = sorted;
        List<Entry> apart = new ArrayList<>();
        for (Entry entry : sorted) {
            boolean within = !apart.isEmpty()
                    && apart.get(apart.size() - 1)
                            .network()
                            .contains(entry.network().address());
            if (!within) {
                apart.add(entry);
            }
        }
        this.outermost = List.copyOf(apart);
        this.networks = CidrMerge.merge(apart.stream().map(Entry::network).toList());
    }

    /** With these entries; one network may have several, each with its reason. */
    public static NeverBan of(Collection<Entry> entries) {
        return new NeverBan(entries.stream().sorted(BY_NETWORK).toList());
    }

    /** An entry that a network touches; empty when it may be banned as far as this goes. */
    public Optional<Entry> covers(Cidr ban) {
        int from = 0;
        int to = outermost.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (outermost.get(middle).network().compareTo(ban) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        if (from < outermost.size()
                && ban.contains(outermost.get(from).network().address())) {
            return Optional.of(outermost.get(from));
        }
        if (from > 0 && outermost.get(from - 1).network().contains(ban.address())) {
            return Optional.of(outermost.get(from - 1));
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> why(Cidr network) {
        return covers(network).map(entry -> entry.network() + ", " + entry.reason() + " (from " + entry.source() + ")");
    }

    /** Why a ban must not go to any firewall, for the operator: it is too wide, or it touches an entry. Empty when it may. */
    public Optional<String> refusal(Cidr ban) {
        return BanFloor.refusal(ban).or(() -> why(ban).map(why -> ban + " is not banned: it would touch " + why));
    }

    /** All entries, sorted by network. */
    public List<Entry> entries() {
        return entries;
    }

    /** The fewest networks that hold all entries and nothing else. */
    @Override
    public List<Cidr> networks() {
        return networks;
    }

    /** Whether the same networks are protected; for what reason and since when does not matter to a firewall. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof NeverBan that && that.networks.equals(networks));
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }

    @Override
    public String toString() {
        return networks.toString();
    }

    /**
     * A network that is never banned.
     *
     * @param network which
     * @param reason why, in a few words
     * @param source the name of the source that says so
     * @param known when the source last said so
     */
    public record Entry(Cidr network, String reason, String source, Instant known) {}
}
