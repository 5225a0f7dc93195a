package org.doorward.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.doorward.firewall.BanLength;
import org.doorward.score.BanIds;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;
import org.doorward.score.Offenders;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bans whom an operator names, on its next rung or for as long as he says; whom no ban may touch is refused to him as well. */
public final class OperatorBans {

    /** The reason of such a ban, or its beginning; also its cause in metrics. */
    public static final String REASON = "operator";

    private static final Logger LOG = LoggerFactory.getLogger(OperatorBans.class);

    private final OffenceLedger ledger;
    private final Supplier<BanRules> rules;
    private final Function<Cidr, CompletionStage<Optional<String>>> never;
    private final BlameEvents events;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * The power to ban.
     *
     * @param ledger has the bans
     * @param rules the rules in force
     * @param never why a network is never banned, or empty
     * @param events is told what happens
     * @param clock the time of day
     * @param random where the ids of bans come from
     */
    public OperatorBans(
            OffenceLedger ledger,
            Supplier<BanRules> rules,
            Function<Cidr, CompletionStage<Optional<String>>> never,
            BlameEvents events,
            InstantSource clock,
            RandomGenerator random) {
        this.ledger = ledger;
        this.rules = rules;
        this.never = never;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /** It is banned. */
    public record Made(Ban ban) implements Outcome {}

    /** It was banned before, and that was left as it is. */
    public record Stands(Ban ban) implements Outcome {}

    /** It is not banned. */
    public record Refused(String why) implements Outcome {}

    /** Whether a ban was typed by an operator. */
    static boolean typed(Ban ban) {
        return ban.reason().equals(REASON) || ban.reason().startsWith(REASON + ": ");
    }

    /**
     * The network that is meant by an address or a network; empty when such a one cannot be banned: a firewall holds IPv4 addresses, IPv4
     * networks of /24, and IPv6 networks of /64, which are also meant by each of their addresses.
     */
    public static Optional<ClientNetwork> meant(String written) {
        Optional<IpAddress> address = IpAddress.parse(written);
        if (address.isPresent()) {
            return address.map(Offenders::of);
        }
        return Cidr.parse(written)
                .filter(cidr -> BanLength.of(cidr).isPresent())
                .map(ClientNetwork::new);
    }

    /**
     * Bans.
     *
     * @param written an address or a network
     * @param length how long; as its rung says when empty
     * @param reason why, in the operator's words; the banned client is told, too
     * @return what came of it, once it cannot be forgotten
     */
    public CompletionStage<Outcome> ban(String written, Optional<Duration> length, String reason) {
        Optional<ClientNetwork> network = meant(written);
        if (network.isEmpty()) {
            return done(new Refused("only an address, an IPv4 network of /24 or an IPv6 network of /64 can be banned"));
        }
        if (!rules.get().ban().enabled()) {
            return done(new Refused("ban.enabled is false: nobody is banned"));
        }
        return never.apply(network.get().cidr())
                .thenCompose(why -> why.isPresent()
                        ? refused(network.get(), why.get())
                        : ban(network.get(), length, reason.isBlank() ? REASON : REASON + ": " + reason.strip()));
    }

    private CompletionStage<Outcome> refused(ClientNetwork network, String why) {
        events.banRefused(REASON);
        return done(new Refused(network + " is never banned: " + why));
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private CompletionStage<Outcome> ban(ClientNetwork network, Optional<Duration> length, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = BanIds.next(random);
        BanOrder order = new BanOrder(
                network, now, reason, "typed by an operator", id, rules.get().banTerms(), length);
        return ledger.ban(order)
                .thenApply(after -> {
                    Ban ban = after.standing(now).orElseThrow();
                    if (!ban.id().equals(id)) {
                        return new Stands(ban);
                    }
                    events.banned(REASON);
                    LOG.warn(
                            "banned {} until {} for {} (rung {}, ban {})",
                            network,
                            ban.until(),
                            ban.reason(),
                            ban.rung(),
                            id);
                    return (Outcome) new Made(ban);
                })
                .exceptionally(failure -> notKept(network, failure));
    }

    private static Outcome notKept(ClientNetwork network, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof StoreException) {
            return new Refused(network + " is not banned, for the store cannot keep it: " + cause.getMessage());
        }
        throw new CompletionException(cause);
    }
}
