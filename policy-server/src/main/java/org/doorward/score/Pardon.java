package org.doorward.score;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends bans before their time, by an operator's word. */
public final class Pardon {

    private static final Logger LOG = LoggerFactory.getLogger(Pardon.class);

    private final OffenceLedger ledger;
    private final InstantSource clock;

    /**
     * The power to end bans.
     *
     * @param ledger has them
     * @param clock the time of day
     */
    public Pardon(OffenceLedger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Ends the ban that stands against an address, and forgets the points that led to it.
     *
     * @param network a single address, whose smallest banned network is meant; else exactly this network
     * @return the ban that was ended, once that cannot be forgotten; empty when none stands; a {@link
     *     org.doorward.store.model.StoreException} when it cannot be promised
     */
    public CompletionStage<Optional<Ban>> lift(Cidr network) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<Ban> standing = network.prefix() == network.address().bits()
                ? ledger.standing(network.address(), now)
                : ledger.standing(new ClientNetwork(network), now);
        if (standing.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ledger.lift(standing.get().network(), now).thenApply(after -> {
            LOG.info(
                    "ban {} of {} was lifted",
                    standing.get().id(),
                    standing.get().network());
            return standing;
        });
    }
}
