package org.doorward;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.doorward.check.AccessLists;
import org.doorward.config.DoorwardConfig;
import org.doorward.feed.NeverFact;
import org.doorward.pattern.ClientPattern;
import org.doorward.spf.SenderRanges;
import org.doorward.store.net.Cidr;
import org.doorward.text.ClientText;

/**
 * The networks that a configuration never bans, as a list: what {@link NeverBans} knows of an address, and the firewall's worker does not
 * find out by itself. What matters most comes first.
 */
final class NeverFacts {

    private final DoorwardConfig config;
    private final Supplier<AccessLists> access;
    private final SenderRanges ranges;
    private final InstantSource clock;

    /**
     * Gathers from these.
     *
     * @param access the operator's lists, as they are at the moment
     * @param ranges the ranges that large senders publish
     * @param clock for entries that end
     */
    NeverFacts(DoorwardConfig config, Supplier<AccessLists> access, SenderRanges ranges, InstantSource clock) {
        this.config = config;
        this.access = access;
        this.ranges = ranges;
        this.clock = clock;
    }

    /**
     * The list.
     *
     * @param logins from where users have logged in lately
     */
    List<NeverFact> list(List<Cidr> logins) {
        List<NeverFact> facts = new ArrayList<>();
        config.ban().never().forEach(network -> facts.add(new NeverFact(network, "ban.never holds it")));
        config.exempt().networks().forEach(network -> facts.add(new NeverFact(network, "exempt.networks holds it")));
        allowed(facts);
        logins.stream()
                .sorted()
                .forEach(network -> facts.add(new NeverFact(network, "a user has logged in from there lately")));
        Map<Cidr, String> owners = new TreeMap<>(ranges.owners());
        owners.forEach((network, owner) ->
                facts.add(fact(network, "it lies in a range that large senders publish: " + owner)));
        return facts;
    }

    /** Entries that allow a network whatever it sends. */
    private void allowed(List<NeverFact> facts) {
        Instant now = clock.instant();
        for (AccessLists.Entry entry : access.get().allowing()) {
            boolean whateverItSends = entry.client().size() == 1
                    && entry.sender().isEmpty()
                    && entry.recipient().isEmpty();
            boolean over = entry.expires().filter(end -> !now.isBefore(end)).isPresent();
            if (whateverItSends && !over && entry.client().get(0) instanceof ClientPattern.Network network) {
                facts.add(fact(network.cidr(), "an access list allows it: " + entry));
            }
        }
    }

    private static NeverFact fact(Cidr network, String reason) {
        return new NeverFact(network, ClientText.escape(reason, NeverFact.REASON_LIMIT));
    }
}
