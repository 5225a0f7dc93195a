package org.doorward.firewall.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In what the bans that a firewall is believed to hold differ from those that are intended. Knows of the firewall only what it is
 * told was done there. Used by one thread.
 */
final class Gap {

    private static final Logger LOG = LoggerFactory.getLogger(Gap.class);

    private final Intention intention;
    private final int mostBans;
    private final Book there = new Book();
    private final Elements elements = new Elements();
    private final Set<Cidr> dirty = new LinkedHashSet<>();
    private int noRoom;

    /**
     * All that is intended, for nothing is there.
     *
     * @param mostBans how many the firewall may hold
     */
    Gap(Intention intention, int mostBans) {
        this.intention = intention;
        this.mostBans = mostBans;
    }

    /**
     * What makes the gap smaller: at most {@link Firewall#MOST_CHANGES} of each kind.
     *
     * @param ends bans to be taken out
     * @param begins bans to be put in, or to get another end
     * @param networks all that were looked at for it
     */
    record Changes(List<Cidr> ends, List<FirewallBan> begins, List<Cidr> networks) {}

    /** The bans of these networks may differ. */
    void mayDiffer(Collection<Cidr> networks) {
        dirty.addAll(networks);
    }

    /** Of how many networks the bans may differ. */
    int size() {
        return dirty.size();
    }

    /** The next changes to be made. */
    Changes next(Instant now) {
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Iterator<Cidr> each = dirty.iterator();
        while (each.hasNext()
                && changes.ends.size() < Firewall.MOST_CHANGES
                && changes.begins.size() < Firewall.MOST_CHANGES) {
            Cidr network = each.next();
            Optional<FirewallBan> wanted = intention.of(network, now);
            FirewallBan held = there.get(network);
            if (wanted.isEmpty() && held != null) {
                changes.ends.add(network);
            } else if (wanted.isPresent()
                    && (held == null || held.until() != wanted.get().until())) {
                begin(wanted.get(), held != null, changes.begins);
            }
            changes.networks.add(network);
        }
        return changes;
    }

    private void begin(FirewallBan ban, boolean replaces, List<FirewallBan> begins) {
        if (!replaces && there.size() + begins.size() >= mostBans) {
            if (noRoom++ == 0) {
                LOG.error(
                        "There is no room for the ban of {} and further ones: more than firewall.most_bans, {}, stand",
                        ban.network(),
                        mostBans);
            }
            return;
        }
        begins.add(ban);
    }

    /** The ends of these changes were made. */
    void ended(Changes changes) {
        changes.ends.forEach(there::remove);
    }

    /** The begins of these changes were made. */
    void begun(Changes changes) {
        changes.begins.forEach(there::put);
    }

    /** All of these changes were made, and nothing differs in them any more. */
    void closed(Changes changes) {
        changes.networks.forEach(dirty::remove);
    }

    /** All bans that are to be there, as many as there is room for. */
    BanSet whole(Instant now) {
        BanSet bans = intention.all(now);
        noRoom = Math.max(0, bans.size() - mostBans);
        return bans.longest(mostBans);
    }

    /** These bans are there now, and no others; nothing differs. */
    void rebuilt(BanSet bans) {
        there.replace(bans.all());
        dirty.clear();
    }

    /**
     * Lets go of bans that have ended: the firewall has its own time-outs.
     *
     * @return whether there is room again for bans that were left out
     */
    boolean sweep(Instant now) {
        intention.dropEnded(now);
        there.removeIf(ban -> ban.until() <= now.getEpochSecond());
        return noRoom > 0 && there.size() < mostBans;
    }

    /** In what a firewall that was read differs from what it is believed to hold. */
    Audit.Difference audit(BanSet read, Instant now) {
        return Audit.compare(there.all(), read, now);
    }

    /** What an audit found is to be mended, also what is foreign when that is told. */
    void found(Audit.Difference differs, boolean foreignToo) {
        Stream.concat(differs.missing().stream(), differs.otherEnd().stream()).forEach(network -> {
            there.remove(network);
            dirty.add(network);
        });
        if (foreignToo) {
            for (FirewallBan ban : differs.foreign()) {
                there.put(ban);
                dirty.add(ban.network());
            }
        }
    }

    /** Whether a ban of exactly this network is believed to be there. */
    boolean holds(Cidr network) {
        return there.get(network) != null;
    }

    /** How many bans are believed to be there. */
    int held() {
        return there.size();
    }

    /**
     * How much is believed to be there, by the names of the sets.
     *
     * @param drop the networks of the drop lists
     */
    Map<String, Long> elements(List<Cidr> drop) {
        return elements.count(there, intention.never().networks(), drop);
    }

    /** How many bans were left out for want of room. */
    int noRoom() {
        return noRoom;
    }
}
