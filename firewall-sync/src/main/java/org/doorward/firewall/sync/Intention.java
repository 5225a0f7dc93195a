package org.doorward.firewall.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.NeverBanned;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the firewall should hold: the feed's bans, but for those that have ended and those that may not be. Used by one thread. */
final class Intention {

    private static final Logger LOG = LoggerFactory.getLogger(Intention.class);

    /** To how many seconds an end that was read from a firewall is right. */
    private static final long READING_SECONDS = 10;

    private final Map<Cidr, FirewallBan> wanted = new HashMap<>();
    private final Map<Cidr, Refused> refused = new HashMap<>();
    private NeverBanned never = NeverBanned.NOBODY;

    /** A ban that is not pushed, and why. */
    private record Refused(FirewallBan ban, String why) {}

    /**
     * Takes news in.
     *
     * @return the networks that it may have changed
     */
    Set<Cidr> hear(News news) {
        Set<Cidr> touched = new HashSet<>();
        if (news.whole()) {
            touched.addAll(wanted.keySet());
            wanted.clear();
            Map<Cidr, Refused> before = Map.copyOf(refused);
            refused.clear();
            news.changes().begin().forEach(ban -> take(ban, before.containsKey(ban.network()), touched));
            return touched;
        }
        for (Cidr network : news.changes().end()) {
            refused.remove(network);
            if (wanted.remove(network) != null) {
                touched.add(network);
            }
        }
        news.changes().begin().forEach(ban -> take(ban, refused.containsKey(ban.network()), touched));
        return touched;
    }

    /**
     * Takes what a firewall holds for what should be there.
     *
     * @param held its bans; one that is known, with this end but for some seconds, stays as it is known
     * @param all whether nothing else should be there
     * @return the networks that it may have changed
     */
    Set<Cidr> adopt(BanSet held, boolean all) {
        Set<Cidr> touched = new HashSet<>();
        if (all) {
            touched.addAll(wanted.keySet());
            wanted.keySet().removeIf(network -> held.get(network).isEmpty());
        }
        for (FirewallBan ban : held.all()) {
            FirewallBan known = wanted.get(ban.network());
            if (known == null || Math.abs(known.until() - ban.until()) > READING_SECONDS) {
                take(ban, false, touched);
            }
        }
        return touched;
    }

    private void take(FirewallBan ban, boolean told, Set<Cidr> touched) {
        Optional<String> why = whyNot(ban.network());
        touched.add(ban.network());
        if (why.isEmpty()) {
            refused.remove(ban.network());
            wanted.put(ban.network(), ban);
            return;
        }
        wanted.remove(ban.network());
        refused.put(ban.network(), new Refused(ban, why.get()));
        if (!told) {
            LOG.warn("The ban {} of {} is not pushed: {}", ban.id(), ban.network(), why.get());
        }
    }

    private Optional<String> whyNot(Cidr network) {
        if (!BanLength.fits(network)) {
            return Optional.of("only single IPv4 addresses, IPv4 networks of /24 and IPv6 networks of /64 are");
        }
        return never.why(network).map(why -> "it would touch " + why);
    }

    /**
     * From now on these are protected.
     *
     * @return the networks that this may have changed
     */
    Set<Cidr> guard(NeverBanned now) {
        Set<Cidr> touched = new HashSet<>();
        if (now.equals(never)) {
            return touched;
        }
        never = now;
        List<FirewallBan> all = new ArrayList<>(wanted.values());
        Map<Cidr, Refused> before = Map.copyOf(refused);
        before.values().forEach(each -> all.add(each.ban()));
        for (FirewallBan ban : all) {
            boolean was = wanted.containsKey(ban.network());
            if (was == whyNot(ban.network()).isPresent()) {
                take(ban, false, touched);
            }
        }
        return touched;
    }

    /** Forgets what has ended. */
    void dropEnded(Instant now) {
        wanted.values().removeIf(ban -> ended(ban, now));
        refused.values().removeIf(each -> ended(each.ban(), now));
    }

    private static boolean ended(FirewallBan ban, Instant now) {
        return ban.until() <= now.getEpochSecond();
    }

    /** The ban that should be there for a network. */
    Optional<FirewallBan> of(Cidr network, Instant now) {
        return Optional.ofNullable(wanted.get(network)).filter(ban -> !ended(ban, now));
    }

    /** All bans that should be there. */
    BanSet all(Instant now) {
        List<FirewallBan> standing = new ArrayList<>(wanted.size());
        for (FirewallBan ban : wanted.values()) {
            if (!ended(ban, now)) {
                standing.add(ban);
            }
        }
        return BanSet.of(standing);
    }

    /** All bans of the feed, pushed or not. */
    Collection<FirewallBan> told() {
        List<FirewallBan> all = new ArrayList<>(wanted.values());
        refused.values().forEach(each -> all.add(each.ban()));
        return all;
    }

    /** How many should be there. */
    int size() {
        return wanted.size();
    }

    /** How many are not pushed. */
    int refused() {
        return refused.size();
    }

    /** What is protected. */
    NeverBanned never() {
        return never;
    }
}
