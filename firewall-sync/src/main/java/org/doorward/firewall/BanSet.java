package org.doorward.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.doorward.store.net.Cidr;

/** Bans, one a network. Immutable. */
public final class BanSet {

    /** No ban. */
    public static final BanSet EMPTY = new BanSet(Map.of());

    private final Map<Cidr, FirewallBan> bans;

    private BanSet(Map<Cidr, FirewallBan> bans) {
        this.bans = bans;
    }

    /** These bans; of several for one network the last one counts. */
    public static BanSet of(Collection<FirewallBan> bans) {
        Map<Cidr, FirewallBan> byNetwork = new HashMap<>(bans.size() * 4 / 3 + 1);
        bans.forEach(ban -> byNetwork.put(ban.network(), ban));
        return new BanSet(byNetwork);
    }

    /** This set after some changes. */
    public BanSet with(BanChanges changes) {
        if (changes.isEmpty()) {
            return this;
        }
        Map<Cidr, FirewallBan> after = new HashMap<>(bans);
        changes.end().forEach(after::remove);
        changes.begin().forEach(ban -> after.put(ban.network(), ban));
        return new BanSet(after);
    }

    /** Those of them that something holds for. */
    public BanSet only(Predicate<FirewallBan> holds) {
        List<Cidr> not = new ArrayList<>();
        for (FirewallBan ban : bans.values()) {
            if (!holds.test(ban)) {
                not.add(ban.network());
            }
        }
        if (not.isEmpty()) {
            return this;
        }
        Map<Cidr, FirewallBan> some = new HashMap<>(bans);
        not.forEach(some::remove);
        return new BanSet(some);
    }

    /** So many of them at most, those that end last. */
    public BanSet longest(int most) {
        if (bans.size() <= most) {
            return this;
        }
        return of(bans.values().stream()
                .sorted(Comparator.comparingLong(FirewallBan::until).reversed())
                .limit(most)
                .toList());
    }

    /** What leads from this set to another. A ban whose end differs begins anew; who is told of it does not matter here. */
    public BanChanges to(BanSet wanted) {
        List<Cidr> end = new ArrayList<>();
        List<FirewallBan> begin = new ArrayList<>();
        for (Cidr network : bans.keySet()) {
            if (!wanted.bans.containsKey(network)) {
                end.add(network);
            }
        }
        for (FirewallBan ban : wanted.bans.values()) {
            FirewallBan before = bans.get(ban.network());
            if (before == null || before.until() != ban.until()) {
                begin.add(ban);
            }
        }
        return new BanChanges(end, begin);
    }

    /** The ban of exactly this network. */
    public Optional<FirewallBan> get(Cidr network) {
        return Optional.ofNullable(bans.get(network));
    }

    /** All of them, in no order. */
    public Collection<FirewallBan> all() {
        return Collections.unmodifiableCollection(bans.values());
    }

    /** How many there are. */
    public int size() {
        return bans.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BanSet set && set.bans.equals(bans);
    }

    @Override
    public int hashCode() {
        return bans.hashCode();
    }

    @Override
    public String toString() {
        return bans.values().toString();
    }
}
