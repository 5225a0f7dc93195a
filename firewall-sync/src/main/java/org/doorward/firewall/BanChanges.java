package org.doorward.firewall;

import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * What leads from one set of bans to another.
 *
 * @param end networks whose bans are to go; those that are not there do no harm
 * @param begin bans that are to be there, also those whose end has changed
 */
public record BanChanges(List<Cidr> end, List<FirewallBan> begin) {

    /** Nothing to do. */
    public static final BanChanges NONE = new BanChanges(List.of(), List.of());

    /** Takes both as they are now. */
    public BanChanges {
        end = List.copyOf(end);
        begin = List.copyOf(begin);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return end.isEmpty() && begin.isEmpty();
    }

    /** How many changes there are. */
    public int size() {
        return end.size() + begin.size();
    }
}
