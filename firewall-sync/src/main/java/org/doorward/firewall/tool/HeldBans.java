package org.doorward.firewall.tool;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;

/** The bans that were handed to something without a clock, with their ends. Used by one thread. */
public final class HeldBans {

    private final Map<Cidr, FirewallBan> bans = new HashMap<>();

    /** None yet. */
    public HeldBans() {}

    /** These are held, and no others. */
    public void replace(Collection<FirewallBan> all) {
        bans.clear();
        begin(all);
    }

    /** These are held, too. */
    public void begin(Collection<FirewallBan> some) {
        some.forEach(ban -> bans.put(ban.network(), ban));
    }

    /** These are not held any more. */
    public void end(Collection<Cidr> networks) {
        networks.forEach(bans::remove);
    }

    /** The networks whose bans are over, and are held still. */
    public List<Cidr> over(Instant now) {
        return bans.values().stream()
                .filter(ban -> ban.until() <= now.getEpochSecond())
                .map(FirewallBan::network)
                .toList();
    }

    /** The ban of exactly this network. */
    public Optional<FirewallBan> get(Cidr network) {
        return Optional.ofNullable(bans.get(network));
    }

    /** All of them. */
    public BanSet all() {
        return BanSet.of(bans.values());
    }

    /** How many there are. */
    public int size() {
        return bans.size();
    }
}
