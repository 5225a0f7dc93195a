package org.doorward.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews bans whose networks still knock at their end, and ends those early that have long been quiet; looks at them now and then.
 *
 * <p>A renewal is made shortly before the end, so that the firewall hears of it in time and lets nothing through between.
 */
public final class KnockFeedback {

    private static final Logger LOG = LoggerFactory.getLogger(KnockFeedback.class);

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Time for two more looks, and for the firewall to hear of it. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** Looking at all bans takes some hundredths of a second when there are many. */
    private static final int LOOKS_A_LONG_LOOK = 12;

    private static final Duration EVER = Duration.ofDays(3650);

    private final Knocks knocks;
    private final OffenceLedger ledger;
    private final Supplier<BanRules> rules;
    private final Function<Cidr, CompletionStage<Optional<String>>> never;
    private final BlameEvents events;
    private final InstantSource clock;
    private int looks;

    /**
     * A look-out that is not started.
     *
     * @param knocks who knocks
     * @param ledger has the bans
     * @param rules the rules in force
     * @param never why a network is never banned, or empty
     * @param events is told what happens
     * @param clock the time of day
     */
    public KnockFeedback(
            Knocks knocks,
            OffenceLedger ledger,
            Supplier<BanRules> rules,
            Function<Cidr, CompletionStage<Optional<String>>> never,
            BlameEvents events,
            InstantSource clock) {
        this.knocks = knocks;
        this.ledger = ledger;
        this.rules = rules;
        this.never = never;
        this.events = events;
        this.clock = clock;
    }

    /** Looks from now on. */
    public Future<?> start(ScheduledExecutorService scheduler) {
        return scheduler.scheduleWithFixedDelay(
                this::lookSafely, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is thrown would end all further looks without a word. */
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("the bans that end cannot be looked at", e);
        }
    }

    /** Looks once. */
    void look() {
        Instant now = clock.instant();
        KnockRule rule = KnockRule.of(rules.get());
        for (Ban ban : ledger.endingWithin(SOON)) {
            knocks.of(ban.network().cidr())
                    .map(Knocks.Seen::last)
                    .flatMap(last -> rule.renewal(ban, last, now))
                    .ifPresent(end -> renew(ban, end));
        }
        if (looks++ % LOOKS_A_LONG_LOOK == 0) {
            knocks.forget();
            Optional<Instant> reported = knocks.reportedSince(now);
            if (!rule.quiet().isZero() && reported.isPresent()) {
                ledger.endingWithin(EVER).forEach(ban -> endEarly(ban, rule, reported.get(), now));
            }
        }
    }

    private void renew(Ban ban, BanEnd end) {
        var unused = never.apply(ban.network().cidr())
                .thenAccept(why -> {
                    if (why.isPresent()) {
                        LOG.warn(
                                "not renewed: ban {} of {}, for it is never banned: {}",
                                ban.id(),
                                ban.network(),
                                why.get());
                    } else {
                        end(ban, end);
                    }
                })
                .exceptionally(failure -> failed(ban, failure));
    }

    private void end(Ban ban, BanEnd end) {
        long packets = knocks.of(ban.network().cidr()).map(Knocks.Seen::packets).orElse(0L);
        var unused = ledger.end(end)
                .thenAccept(after -> {
                    if (after.standing(end.at()).map(Ban::until).equals(Optional.of(end.until()))) {
                        events.renewed();
                        LOG.warn(
                                "renewed: ban {} of {} until {} on rung {}, for it still knocks; {} packets dropped",
                                ban.id(),
                                ban.network(),
                                end.until(),
                                ban.rung(),
                                packets);
                    }
                })
                .exceptionally(failure -> failed(ban, failure));
    }

    private void endEarly(Ban ban, KnockRule rule, Instant reported, Instant now) {
        Optional<Instant> last = knocks.of(ban.network().cidr()).map(Knocks.Seen::last);
        rule.earlyEnd(ban, last, reported, now).ifPresent(end -> {
            var unused = ledger.end(end)
                    .thenAccept(after -> {
                        events.endedEarly();
                        LOG.info(
                                "ended early: ban {} of {}, for it has been quiet since {}",
                                ban.id(),
                                ban.network(),
                                last.map(Instant::toString).orElse("its begin"));
                    })
                    .exceptionally(failure -> failed(ban, failure));
        });
    }

    @SuppressWarnings("NullAway") // A stage of Void completes with null.
    private static Void failed(Ban ban, Throwable failure) {
        LOG.warn("the end of ban {} of {} could not be changed: {}", ban.id(), ban.network(), failure.getMessage());
        return null;
    }
}
