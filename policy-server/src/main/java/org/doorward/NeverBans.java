package org.doorward;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.doorward.check.AccessLists;
import org.doorward.config.DoorwardConfig;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.score.NeverBan;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;

/** Whom a configuration never bans: the sources that answer from memory, in the order in which they are asked. */
final class NeverBans {

    private NeverBans() {}

    /**
     * The sources.
     *
     * @param own this host's addresses
     * @param access the operator's lists, as they are at the moment
     * @param clock for entries that end
     */
    static List<NeverBan.Known> known(
            DoorwardConfig config, Set<IpAddress> own, Supplier<AccessLists> access, InstantSource clock) {
        CidrSet exempt = CidrSet.of(config.exempt().networks());
        CidrSet never = CidrSet.of(config.ban().never());
        return List.of(
                address -> when(address.isLoopback(), "it is loopback"),
                address -> when(own.contains(address), "it is this host's own"),
                address -> in(never, address, "ban.never holds "),
                address -> in(exempt, address, "exempt.networks holds "),
                address -> allowed(access.get(), address, clock));
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
}
