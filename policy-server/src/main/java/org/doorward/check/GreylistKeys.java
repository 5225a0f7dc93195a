package org.doorward.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
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
 *
 * <p>Where the sender's domain permits the client to send for it (SPF), that domain comes before both: what it permits is one
 * pool for its own senders. It is no part of what is remembered of a client, for it belongs to the sender.
 */
final class GreylistKeys {

    private static final int REMEMBERED = 20_000;
    /** Longer texts are not worth the memory: with this bound both caches stay below 10 MB. */
    private static final int LONGEST_REMEMBERED = 80;

    private final GreylistConfig config;
    private final OrganisationalDomain domains;
    private final GreylistTerms terms;
    private final GreylistTerms nullSenderTerms;

    private final Cache<NamedClient, ClientKeys> clients = remembering();
    private final Cache<String, String> senders = remembering();

    GreylistKeys(GreylistConfig config, OrganisationalDomain domains) {
        this.config = config;
        this.domains = domains;
        this.terms = terms(config, config.retryWindow());
        this.nullSenderTerms = terms(config, config.nullSenderWindow());
    }

    private static <K, V> Cache<K, V> remembering() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .executor(Runnable::run)
                .build();
    }

    private static GreylistTerms terms(GreylistConfig config, Duration window) {
        return new GreylistTerms(
                config.delay(), window, config.passedAge(), config.autoAllowAfter(), config.autoAllowEvery());
    }

    /**
     * The attempt that an inquiry makes, and what it was made of.
     *
     * @param attempt the attempt
     * @param client the client's part of its key
     * @param workedOut whether a part had to be worked out, for it was not remembered
     */
    record Keyed(Attempt attempt, ClientKeys client, boolean workedOut) {}

    /**
     * The attempt that an inquiry makes.
     *
     * @param inquiry what was asked
     * @param address the client's address
     * @param permitting the sender's domain when it permits this address to send for it
     */
    Keyed attempt(Inquiry inquiry, IpAddress address, Optional<String> permitting) {
        Inquiry.Envelope envelope = inquiry.envelope();
        NamedClient origin = new NamedClient(address, inquiry.client().name());
        ClientKeys knownClient = clients.getIfPresent(origin);
        String knownSender = senders.getIfPresent(envelope.sender());
        ClientKeys client = knownClient == null ? clientKeys(origin) : knownClient;
        String sender = knownSender == null ? SenderNormalizer.normalize(envelope.sender()) : knownSender;
        String recipient = envelope.recipient().toLowerCase(Locale.ROOT);
        Optional<String> spf = config.pools() && !client.dynamic() ? permitting : Optional.empty();
        String widest = client.domain().orElse(client.networkText());
        String part = spf.orElse(widest);
        // The next key in line is where the same sender is known from before this one was.
        String next = part.equals(widest) ? client.networkText() : widest;
        Attempt attempt = new Attempt(
                new Triplet(part, sender, recipient),
                part.equals(next) ? Optional.empty() : Optional.of(new Triplet(next, sender, recipient)),
                client.network(),
                inquiry.now(),
                envelope.nullSender() ? nullSenderTerms : terms);
        return new Keyed(attempt, client, knownClient == null || knownSender == null);
    }

    /**
     * Remembers what an attempt was made of. Only for who has proven himself, and so asks again: a flood of strangers would
     * fill the memory, never use it, and have the garbage collector carry it about.
     */
    void remember(Inquiry inquiry, Keyed keyed) {
        inquiry.client().address().ifPresent(address -> {
            NamedClient origin = new NamedClient(address, inquiry.client().name());
            if (origin.name().length() <= LONGEST_REMEMBERED) {
                clients.put(origin, keyed.client());
            }
        });
        String sender = inquiry.envelope().sender();
        if (sender.length() <= LONGEST_REMEMBERED) {
            senders.put(sender, keyed.attempt().triplet().sender());
        }
    }

    private ClientKeys clientKeys(NamedClient origin) {
        ClientNetwork network = ClientNetwork.of(origin.address(), config.prefixV4(), config.prefixV6());
        boolean dynamic = DynamicName.looksDynamic(origin.name(), origin.address());
        Optional<String> domain =
                !config.pools() || dynamic || origin.name().isEmpty() ? Optional.empty() : domains.of(origin.name());
        return new ClientKeys(Optional.of(network), network.toString(), domain, dynamic);
    }

    /**
     * What the client's part of the key can be made of.
     *
     * @param network its network
     * @param networkText that as text
     * @param domain its organisational domain, if that counts
     * @param dynamic whether its name is that of an access provider's line, which is in no pool
     */
    record ClientKeys(Optional<ClientNetwork> network, String networkText, Optional<String> domain, boolean dynamic) {}
}
