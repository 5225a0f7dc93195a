package org.doorward.check;

import java.util.Locale;
import java.util.Optional;
import org.doorward.config.GreylistConfig;
import org.doorward.decision.Inquiry;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.IpAddress;

/**
 * Makes the greylist's key out of an inquiry.
 *
 * <p>The client's part is the organisational domain of its verified name, where it has one, for large senders come back from
 * any of their addresses; else its network. A verified name that embeds the address is a line of an access provider, not
 * one of a pool: such clients share nothing with their neighbours, so there the network counts.
 */
final class GreylistKeys {

    private final GreylistConfig config;
    private final OrganisationalDomain domains;
    private final GreylistTerms terms;
    private final GreylistTerms nullSenderTerms;

    GreylistKeys(GreylistConfig config, OrganisationalDomain domains) {
        this.config = config;
        this.domains = domains;
        this.terms = terms(config, config.retryWindow());
        this.nullSenderTerms = terms(config, config.nullSenderWindow());
    }

    private static GreylistTerms terms(GreylistConfig config, java.time.Duration window) {
        return new GreylistTerms(
                config.delay(), window, config.passedAge(), config.autoAllowAfter(), config.autoAllowEvery());
    }

    /** The attempt that an inquiry makes, from the client at this address. */
    Attempt attempt(Inquiry inquiry, IpAddress address) {
        ClientNetwork network = ClientNetwork.of(address, config.prefixV4(), config.prefixV6());
        String sender = SenderNormalizer.normalize(inquiry.envelope().sender());
        String recipient = inquiry.envelope().recipient().toLowerCase(Locale.ROOT);
        Triplet byNetwork = new Triplet(network.toString(), sender, recipient);
        Optional<Triplet> byDomain =
                pool(inquiry.client().name(), address).map(domain -> new Triplet(domain, sender, recipient));
        return new Attempt(
                byDomain.orElse(byNetwork),
                byDomain.map(domain -> byNetwork),
                Optional.of(network),
                inquiry.now(),
                inquiry.envelope().nullSender() ? nullSenderTerms : terms);
    }

    private Optional<String> pool(String verifiedName, IpAddress address) {
        if (!config.pools() || verifiedName.isEmpty() || DynamicName.looksDynamic(verifiedName, address)) {
            return Optional.empty();
        }
        return domains.of(verifiedName);
    }
}
