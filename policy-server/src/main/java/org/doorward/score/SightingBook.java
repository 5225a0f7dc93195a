package org.doorward.score;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.net.IpAddress;

/** Records what logs and reports tell of, and bans who goes on: the same rules as for a decision's offences. */
public final class SightingBook {

    private final OffenceLedger ledger;
    private final Scoreboard scoreboard;
    private final BanRules rules;
    private final BlameEvents events;

    /**
     * A book.
     *
     * @param ledger remembers
     * @param scoreboard bans
     * @param rules what offences count
     * @param events is told what happens
     */
    public SightingBook(OffenceLedger ledger, Scoreboard scoreboard, BanRules rules, BlameEvents events) {
        this.ledger = ledger;
        this.scoreboard = scoreboard;
        this.rules = rules;
        this.events = events;
    }

    /** The rules by which this counts. */
    public BanRules rules() {
        return rules;
    }

    /** How far a source was read, as far as that cannot be forgotten any more. */
    public Optional<Mark> mark(String source) {
        return ledger.mark(source);
    }

    /**
     * Records offences together with how far their source was read: both, or none of it.
     *
     * @param offences by whom they were committed, in their order; may be empty
     * @param mark how far the source was read
     * @param now the moment of bans that come of it
     * @return completes when all of it, bans included, cannot be forgotten any more; fails when nothing of it was recorded
     */
    public CompletionStage<Void> record(List<Offended> offences, Mark mark, Instant now) {
        return record(offences, mark, network -> now);
    }

    /**
     * The same for offences of the past: a ban that comes of them begins at the latest of its offender's own.
     *
     * @param offences as above; of one offender only what belongs to one moment, or it is judged by the last of them alone
     * @param mark how far the source was read
     */
    public CompletionStage<Void> recordPast(List<Offended> offences, Mark mark) {
        Map<ClientNetwork, Instant> moments = new HashMap<>();
        offences.forEach(offended -> moments.merge(
                offended.offence().offender(),
                offended.offence().at(),
                (one, other) -> one.isAfter(other) ? one : other));
        return record(offences, mark, network -> Objects.requireNonNull(moments.get(network)));
    }

    private CompletionStage<Void> record(List<Offended> offences, Mark mark, Function<ClientNetwork, Instant> moment) {
        Map<ClientNetwork, IpAddress> addresses = new LinkedHashMap<>();
        List<Offence> all = new ArrayList<>(offences.size());
        for (Offended offended : offences) {
            addresses.put(offended.offence().offender(), offended.address());
            all.add(offended.offence());
        }
        return ledger.record(all, mark, rules.terms()).thenCompose(after -> judge(all, after, addresses, moment));
    }

    /**
     * Records one offence that somebody reports.
     *
     * @return completes when it, and the ban if there is one, cannot be forgotten any more; fails when it was not recorded
     */
    public CompletionStage<Void> record(Offended offended, Instant now) {
        Offence offence = offended.offence();
        return ledger.record(offence, rules.terms())
                .thenCompose(after -> judge(
                        List.of(offence),
                        List.of(after),
                        Map.of(offence.offender(), offended.address()),
                        network -> now));
    }

    private CompletionStage<Void> judge(
            List<Offence> offences,
            List<Offender> after,
            Map<ClientNetwork, IpAddress> addresses,
            Function<ClientNetwork, Instant> moment) {
        offences.forEach(offence -> events.offence(offence.vector()));
        List<CompletableFuture<Void>> judged = new ArrayList<>();
        for (Offender offender : after) {
            IpAddress address = addresses.getOrDefault(
                    offender.network(), offender.network().cidr().address());
            // A ban that cannot be recorded now comes with the next offence; these are safe.
            judged.add(scoreboard
                    .judge(offender, address, moment.apply(offender.network()), Optional.empty())
                    .exceptionally(failure -> null)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(judged.toArray(CompletableFuture[]::new));
    }

    /**
     * An offence, and the very address it came from.
     *
     * @param offence against the address' network
     * @param address one of the network
     */
    public record Offended(Offence offence, IpAddress address) {}
}
