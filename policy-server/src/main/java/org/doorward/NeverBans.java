package org.doorward;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.doorward.check.AccessLists;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.GreylistConfig;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.dnsbl.DnsblAnswer;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.feed.NeverFact;
import org.doorward.score.NeverBan;
import org.doorward.store.GreylistLedger;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Standing;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;

/** Whom a configuration never bans, in the order in which the sources are asked. */
final class NeverBans {

    /**
     * RFC 1918, 6598, 3927, 4193 and 4291. Behind a container's or a router's address translation all clients have one of these, so its
     * ban would be everybody's.
     */
    private static final CidrSet PRIVATE = CidrSet.of(Stream.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                    "fc00::/7",
                    "fe80::/10")
            .map(network -> Cidr.parse(network).orElseThrow())
            .toList());

    private NeverBans() {}

    /**
     * The sources that answer from memory.
     *
     * @param own this host's addresses
     * @param host why this host cannot do without a network
     * @param access the operator's lists, as they are at the moment
     * @param ranges which of the ranges that large senders publish an address lies in
     * @param clock for entries that end
     */
    static List<NeverBan.Known> known(
            DoorwardConfig config,
            Set<IpAddress> own,
            Function<Cidr, Optional<String>> host,
            Supplier<AccessLists> access,
            Function<IpAddress, Optional<String>> ranges,
            InstantSource clock) {
        CidrSet exempt = CidrSet.of(config.exempt().networks());
        CidrSet never = CidrSet.of(config.ban().never());
        return List.of(
                address -> when(address.isLoopback(), "it is loopback"),
                address -> when(own.contains(address), "it is this host's own"),
                address -> in(PRIVATE, address, "it is private, of "),
                address -> in(never, address, "ban.never holds "),
                address -> in(exempt, address, "exempt.networks holds "),
                address -> allowed(access.get(), address, clock),
                address -> ranges.apply(address).map("it lies in a range that large senders publish: "::concat),
                address -> host.apply(Cidr.of(address, address.bits())));
    }

    /**
     * What memory knows against a ban of a whole network.
     *
     * @param own this host's addresses
     * @param host why this host cannot do without a network
     * @param facts the networks that can be listed
     * @param neverBan is asked of each address where that is possible
     */
    static Optional<String> within(
            Cidr network,
            Set<IpAddress> own,
            Function<Cidr, Optional<String>> host,
            List<NeverFact> facts,
            NeverBan neverBan) {
        Optional<String> first = neverBan.known(network.address());
        if (first.isPresent() || network.prefix() == network.address().bits()) {
            return first;
        }
        Optional<IpAddress> ours = own.stream().filter(network::contains).findFirst();
        if (ours.isPresent()) {
            return ours.map(address -> address + " in it is this host's own");
        }
        return facts.stream()
                .filter(fact -> network.contains(fact.network().address())
                        || fact.network().contains(network.address()))
                .findFirst()
                .map(fact -> fact.network() + ": " + fact.reason())
                .or(() -> host.apply(network));
    }

    private static Optional<String> when(boolean so, String why) {
        return so ? Optional.of(why) : Optional.empty();
    }

    private static Optional<String> in(CidrSet networks, IpAddress address, String why) {
        return networks.longestMatch(address).map(Cidr::toString).map(why::concat);
    }

    /** An entry that allows the address whatever it sends; nothing else is known of it here. */
    private static Optional<String> allowed(AccessLists lists, IpAddress address, InstantSource clock) {
        Inquiry inquiry = new Inquiry(
                clock.instant(),
                ProtocolState.CONNECT,
                new Inquiry.Client(Optional.of(address), "", "", ""),
                new Inquiry.Envelope("", "", 0, "", "", 0),
                "",
                "");
        return lists.match(inquiry).filter(AccessLists.Entry::allow).map(entry -> "an access list allows it: " + entry);
    }

    /**
     * The sources that have to look: what the greylist knows of a network, and lists of good senders.
     *
     * @param greylist the greylist's settings
     * @param ledger its memory
     * @param dnsbl the DNS lists
     * @param clock the time of day
     */
    static List<NeverBan.LookedUp> lookedUp(
            GreylistConfig greylist, GreylistLedger ledger, DnsblClient dnsbl, InstantSource clock) {
        return List.of(
                address -> ledger.look(newcomer(greylist, address, clock)).thenApply(NeverBans::allowance),
                address -> dnsbl.ask(address).thenApply(NeverBans::goodSender));
    }

    /** A triplet that nobody has: of it the network's allowance alone can say something. */
    private static Attempt newcomer(GreylistConfig greylist, IpAddress address, InstantSource clock) {
        ClientNetwork network = ClientNetwork.of(address, greylist.prefixV4(), greylist.prefixV6());
        GreylistTerms terms = new GreylistTerms(
                greylist.delay(),
                greylist.retryWindow(),
                greylist.passedAge(),
                greylist.autoAllowAfter(),
                greylist.autoAllowEvery());
        Triplet triplet = new Triplet(network.toString(), "", "");
        return new Attempt(triplet, Optional.empty(), Optional.of(network), clock.instant(), terms);
    }

    private static NeverBan.Answer allowance(Standing standing) {
        return standing instanceof Standing.NetworkAllowed allowed
                ? NeverBan.Answer.never(
                        "the greylist allows its network: " + allowed.network().counted() + " triplets have passed")
                : NeverBan.Answer.NOTHING;
    }

    private static NeverBan.Answer goodSender(DnsblAnswer answer) {
        Optional<String> why = answer.hits().stream()
                .filter(hit -> hit.weight().points() < 0)
                .findFirst()
                .map(hit -> hit.list().name() + " knows it as a good sender");
        List<String> silent =
                answer.missing().stream().map(missing -> missing.list().name()).toList();
        return new NeverBan.Answer(why, silent);
    }
}
