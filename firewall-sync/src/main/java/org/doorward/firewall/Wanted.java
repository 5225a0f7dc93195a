package org.doorward.firewall;

import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * What a firewall should hold.
 *
 * @param bans the bans that stand, without those that never-ban forbids
 * @param allow networks that pass whatever else is said: the kernel's copy of never-ban
 * @param drop networks of the drop lists, without those that never-ban forbids
 */
public record Wanted(BanSet bans, List<Cidr> allow, List<Cidr> drop) {

    /** Takes the networks as they are now. */
    public Wanted {
        allow = List.copyOf(allow);
        drop = List.copyOf(drop);
    }
}
