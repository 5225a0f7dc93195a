package org.doorward.score;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.doorward.decision.Decision;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records offences, and bans who goes on. What the store has after an offence is safe decides, so that several offences at
 * once are judged together, and an offence that was forgotten bans nobody.
 */
public final class Scoreboard {

    private static final Logger LOG = LoggerFactory.getLogger(Scoreboard.class);

    private final OffenceLedger ledger;
    private final BanRules rules;
    private final NeverBan neverBan;
    private final BlameEvents events;
    private final RandomGenerator random;

    /**
     * A scoreboard.
     *
     * @param ledger remembers
     * @param rules when to ban
     * @param neverBan whom not to
     * @param events is told what happens
     * @param random where the ids of bans come from
     */
    public Scoreboard(
            OffenceLedger ledger, BanRules rules, NeverBan neverBan, BlameEvents events, RandomGenerator random) {
        this.ledger = ledger;
        this.rules = rules;
        this.neverBan = neverBan;
        this.events = events;
        this.random = random;
    }

    /** What a decision holds against its client. */
    List<Offence> offences(Decision decision) {
        return Offences.of(decision, rules.points());
    }

    /**
     * Why an offender would be banned for a decision that was foreseen; empty when it would not be.
     *
     * @param offender as the store has it now
     */
    public Optional<BanRules.Cause> foresee(Decision decision, Offender offender) {
        List<Offence> offences = offences(decision);
        return offences.isEmpty()
                ? Optional.empty()
                : rules.cause(
                        offender.with(offences, rules.terms()),
                        decision.inquiry().now());
    }

    /**
     * Records what a decision holds against its client, and bans it if that is due.
     *
     * @param offences from {@link #offences}, at least one
     * @return completes when offences, and the ban if there is one, cannot be forgotten any more, or when they cannot be
     *     recorded. Never fails
     */
    CompletionStage<Void> record(Decision decision, List<Offence> offences) {
        Optional<String> spared = decision.evidence().sign(Reason.DNS_ALLOWED).map(Sign::detail);
        IpAddress address = decision.inquiry().client().address().orElseThrow();
        List<CompletableFuture<Offender>> recorded = new ArrayList<>();
        for (Offence offence : offences) {
            recorded.add(ledger.record(offence, rules.terms()).toCompletableFuture());
        }
        return CompletableFuture.allOf(recorded.toArray(CompletableFuture[]::new))
                .thenCompose(all -> {
                    offences.forEach(offence -> events.offence(offence.vector()));
                    // All of one offender: the last state has them all.
                    Offender offender = recorded.get(recorded.size() - 1).join();
                    return judge(offender, address, decision.inquiry().now(), spared);
                })
                .exceptionally(failure -> {
                    events.offenceLost();
                    LOG.debug("an offence of {} was not recorded", address, failure);
                    return null;
                });
    }

    /**
     * Bans an offender if that is due.
     *
     * @param offender as the store has it after the latest offence
     * @param address the one that it came from
     * @param now the moment of the ban
     * @param spared why it is not to be banned, as far as that is known already
     */
    CompletionStage<Void> judge(Offender offender, IpAddress address, Instant now, Optional<String> spared) {
        Optional<BanRules.Cause> cause = rules.cause(offender, now);
        if (cause.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<NeverBan.Answer> never = spared.map(NeverBan.Answer::never)
                .<CompletionStage<NeverBan.Answer>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> neverBan.ask(address));
        return never.thenCompose(answer -> {
            if (answer.why().isPresent()) {
                refused(offender.network(), cause.get(), answer.why().get());
                return CompletableFuture.completedFuture(null);
            }
            return ban(
                    offender.network(),
                    cause.get(),
                    BanReview.evidence(cause.get().evidence(), address, answer),
                    now);
        });
    }

    private CompletionStage<Void> ban(ClientNetwork network, BanRules.Cause cause, String evidence, Instant now) {
        String id = BanIds.next(random);
        BanOrder order = new BanOrder(network, now, cause.reason(), evidence, id, rules.banTerms());
        return ledger.ban(order).thenAccept(after -> {
            Optional<Ban> made = after.standing(now).filter(ban -> ban.id().equals(id));
            made.ifPresent(ban -> {
                events.banned(cause.kind());
                events.banMade(cause.kind(), ban);
                LOG.warn(
                        "banned {} until {} for {} (rung {}, ban {}): {}",
                        network,
                        ban.until(),
                        ban.reason(),
                        ban.rung(),
                        ban.id(),
                        ban.evidence());
            });
        });
    }

    private void refused(ClientNetwork network, BanRules.Cause cause, String why) {
        events.banRefused(cause.kind());
        LOG.warn("not banned: {} would be for {}, but it is never banned: {}", network, cause.reason(), why);
    }
}
