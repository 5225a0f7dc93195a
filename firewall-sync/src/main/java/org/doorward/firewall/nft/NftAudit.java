package org.doorward.firewall.nft;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the elements of our sets, whoever has put them there. */
final class NftAudit {

    private static final Logger LOG = LoggerFactory.getLogger(NftAudit.class);

    private final NftSettings settings;
    private final NftCommand nft;

    NftAudit(NftSettings settings, NftCommand nft) {
        this.settings = settings;
        this.nft = nft;
    }

    /** The bans that the kernel holds; their ends are right to some seconds, for listing them takes time. */
    BanSet bans(Instant now) throws FirewallException {
        List<FirewallBan> bans = new ArrayList<>();
        for (BanLength length : BanLength.values()) {
            list(
                    NftNames.bans(length),
                    settings.mostElements(),
                    element -> network(length, element.key())
                            .ifPresent(network -> bans.add(new FirewallBan(network, until(element, now), ""))));
        }
        return BanSet.of(bans);
    }

    /** Who has knocked. */
    List<Knock> knocks() throws FirewallException {
        List<Knock> knocks = new ArrayList<>();
        for (BanLength length : BanLength.values()) {
            list(
                    NftNames.knocks(length),
                    settings.mostKnocks(),
                    element -> network(length, element.key())
                            .ifPresent(network -> knocks.add(new Knock(network, element.packets()))));
        }
        return knocks;
    }

    private void list(String set, int size, NftListing.Use use) throws FirewallException {
        nft.list(
                text -> {
                    new NftListing(text).forEach(use);
                    return set;
                },
                settings.patienceToRead(size),
                "list",
                "set",
                "inet",
                settings.table(),
                set);
    }

    private static long until(NftListing.Element element, Instant now) {
        return element.expires().isPresent()
                ? now.getEpochSecond() + element.expires().getAsLong()
                : Long.MAX_VALUE;
    }

    /** The network of a key; empty for one that no packet's masked address can be equal to. */
    private static Optional<Cidr> network(BanLength length, String key) throws IOException {
        Optional<IpAddress> address = IpAddress.parse(key);
        // An IPv4-mapped address lies in the IPv6 set as it was written by somebody; no packet comes from there.
        if (address.isEmpty() || address.get().isV6() != length.v6()) {
            LOG.warn(
                    "The set {} holds {}, which is no address of its kind; a rebuild removes it",
                    NftNames.bans(length),
                    key);
            return Optional.empty();
        }
        if (!address.get().first(length.prefix()).equals(address.get())) {
            LOG.warn(
                    "The set {} holds {}, which no packet can match; a rebuild removes it", NftNames.bans(length), key);
            return Optional.empty();
        }
        return Optional.of(Cidr.of(address.get(), length.prefix()));
    }
}
