package org.doorward.firewall.nft;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks that nft has refused, so that one of them does not hold up all others. It finds them by halves, trying without doing, and they are
 * left out from then on, until the program starts anew.
 */
final class NftQuarantine {

    private static final Logger LOG = LoggerFactory.getLogger(NftQuarantine.class);

    /** As many as can be believed to be bad by themselves; with more of them it is something else that is wrong. */
    private static final int MOST_AT_ONCE = 8;

    /** Enough to find eight among a million. Each trial costs milliseconds, or half a second at 100,000 elements. */
    private static final int MOST_TRIALS = 200;

    /** Beyond that the first ones are tried again. */
    private static final int MOST_HELD = 1000;

    private final Set<Cidr> held = new LinkedHashSet<>();

    /** Tries something with only these networks in it, and changes nothing. */
    @FunctionalInterface
    interface Trial {
        void of(Set<Cidr> networks) throws FirewallException;
    }

    /** How many networks are left out now. */
    int size() {
        return held.size();
    }

    /** Those that can be had, noting what is of no length that can be banned. */
    BanChanges sound(BanChanges changes) {
        Stream.concat(changes.end().stream(), changes.begin().stream().map(ban -> ban.network()))
                .filter(network -> !BanLength.fits(network))
                .forEach(network -> hold(network, "only " + List.of(BanLength.values()) + " can be banned"));
        return held.isEmpty()
                ? changes
                : new BanChanges(
                        changes.end().stream()
                                .filter(network -> !held.contains(network))
                                .toList(),
                        changes.begin().stream()
                                .filter(ban -> !held.contains(ban.network()))
                                .toList());
    }

    /** The same of bans. */
    BanSet sound(BanSet bans) {
        return bans.only(ban -> {
            if (!BanLength.fits(ban.network())) {
                hold(ban.network(), "only " + List.of(BanLength.values()) + " can be banned");
            }
            return held.isEmpty() || !held.contains(ban.network());
        });
    }

    /**
     * Finds those that make something be refused, and holds them.
     *
     * @param refusal what was said when all were in it; thrown again when it does not depend on some few of them
     */
    void find(Collection<Cidr> networks, FirewallException refusal, Trial trial) throws FirewallException {
        Search search = new Search(refusal, trial);
        if (search.refuses(List.of())) {
            throw refusal;
        }
        List<Cidr> all = List.copyOf(new LinkedHashSet<>(networks));
        search.halve(all);
        if (search.bad.isEmpty() || !search.refusesEachAgain()) {
            throw refusal;
        }
        search.bad.forEach(network -> hold(network, String.valueOf(refusal.getMessage())));
    }

    private void hold(Cidr network, String reason) {
        if (!held.add(network)) {
            return;
        }
        LOG.error("{} is left out of the firewall until Doorward starts anew, for it was refused: {}", network, reason);
        if (held.size() > MOST_HELD) {
            held.remove(held.iterator().next());
        }
    }

    /** One search, with what it has spent. */
    private static final class Search {

        private final FirewallException refusal;
        private final Trial trial;
        private final Set<Cidr> bad = new LinkedHashSet<>();
        private int trials;

        Search(FirewallException refusal, Trial trial) {
            this.refusal = refusal;
            this.trial = trial;
        }

        void halve(List<Cidr> some) throws FirewallException {
            if (!refuses(some)) {
                return;
            }
            if (some.size() == 1) {
                bad.add(some.get(0));
                if (bad.size() > MOST_AT_ONCE) {
                    throw refusal;
                }
                return;
            }
            halve(some.subList(0, some.size() / 2));
            halve(some.subList(some.size() / 2, some.size()));
        }

        /** Each found must be refused once more: what fails now and then, as where memory is short, is no element's fault. */
        boolean refusesEachAgain() throws FirewallException {
            for (Cidr network : bad) {
                if (!refuses(List.of(network))) {
                    return false;
                }
            }
            return true;
        }

        boolean refuses(List<Cidr> some) throws FirewallException {
            if (++trials > MOST_TRIALS) {
                throw refusal;
            }
            try {
                trial.of(Set.copyOf(some));
                return false;
            } catch (FirewallException e) {
                if (e.kind() == Kind.REFUSED) {
                    return true;
                }
                throw e;
            }
        }
    }
}
