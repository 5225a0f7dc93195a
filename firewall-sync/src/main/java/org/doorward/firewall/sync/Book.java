package org.doorward.firewall.sync;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * The bans that a firewall is believed to hold. It counts each length as bans come and go, for how many there are is asked twice a second. Used
 * by one thread.
 */
final class Book {

    private final Map<Cidr, FirewallBan> bans = new HashMap<>();
    private final Map<BanLength, Integer> ofLength = new EnumMap<>(BanLength.class);

    /** A ban is held, in the place of one of the same network. */
    void put(FirewallBan ban) {
        if (bans.put(ban.network(), ban) == null) {
            count(ban.network(), 1);
        }
    }

    /** The ban of a network is not held any more, if it was. */
    void remove(Cidr network) {
        if (bans.remove(network) != null) {
            count(network, -1);
        }
    }

    /** Those for which something holds are not held any more. */
    void removeIf(Predicate<FirewallBan> holds) {
        bans.values().removeIf(ban -> {
            boolean goes = holds.test(ban);
            if (goes) {
                count(ban.network(), -1);
            }
            return goes;
        });
    }

    /** These are held, and no others. */
    void replace(Collection<FirewallBan> all) {
        bans.clear();
        ofLength.clear();
        all.forEach(this::put);
    }

    private void count(Cidr network, int more) {
        // Something foreign that was read may have any length.
        BanLength.of(network).ifPresent(length -> ofLength.merge(length, more, Integer::sum));
    }

    /** The ban of exactly this network; null for none. */
    @Nullable
    FirewallBan get(Cidr network) {
        return bans.get(network);
    }

    /** All of them, in no order. */
    Collection<FirewallBan> all() {
        return Collections.unmodifiableCollection(bans.values());
    }

    /** How many there are. */
    int size() {
        return bans.size();
    }

    /** How many of a length there are. */
    int size(BanLength length) {
        return ofLength.getOrDefault(length, 0);
    }
}
