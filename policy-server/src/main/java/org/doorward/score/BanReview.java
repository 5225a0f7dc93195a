package org.doorward.score;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reviews the bans that were imposed while a source of {@link NeverBan} was silent: once that is heard again, whom it knows as good is let
 * in again.
 *
 * <p>That a ban is such a one stands at the head of its evidence, with the address that it was for, so it outlives a restart, and an
 * operator reads it.
 */
public final class BanReview {

    /** How long from one look to the next; a list that is silent is asked for one address once in this time. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    /** At the head of the evidence. A client that got its own evidence to begin so would have its ban reviewed, no more. */
    static final String MARK = "not heard: ";

    private static final Pattern MARKED = Pattern.compile(MARK + "[^;]* of ([0-9a-f.:]+); .*");

    /** The evidence is short, and is to say what the client did. */
    private static final int MOST_NAMES = 2;

    private static final Logger LOG = LoggerFactory.getLogger(BanReview.class);

    /** How many are asked for at a look: their questions must not crowd out those of decisions. */
    private static final int AT_ONCE = 100;

    private final OffenceLedger ledger;
    private final NeverBan neverBan;
    private final BlameEvents events;
    private final InstantSource clock;

    /** The ids of bans that turned out right; only of those that stand. */
    private final Set<String> upheld = ConcurrentHashMap.newKeySet();

    /** At which look each of the others was asked for last, by their ids. Only looks use it. */
    private final Map<String, Long> askedAt = new HashMap<>();

    private long looks;

    private CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);

    /**
     * A review.
     *
     * @param ledger has the bans
     * @param neverBan says whom none may touch
     * @param events is told of bans that are taken back
     * @param clock the time of day
     */
    public BanReview(OffenceLedger ledger, NeverBan neverBan, BlameEvents events, InstantSource clock) {
        this.ledger = ledger;
        this.neverBan = neverBan;
        this.events = events;
        this.clock = clock;
    }

    /**
     * The evidence of a ban.
     *
     * @param evidence what the client did
     * @param address the client's
     * @param answer who was heard before the ban
     */
    static String evidence(String evidence, IpAddress address, NeverBan.Answer answer) {
        if (answer.silent().isEmpty()) {
            return evidence;
        }
        String names = answer.silent().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return MARK + names + " of " + address + "; " + evidence;
    }

    /** Whom a ban was for. */
    private static IpAddress client(Ban ban) {
        Matcher marked = MARKED.matcher(ban.evidence());
        Optional<IpAddress> named = marked.matches() ? IpAddress.parse(marked.group(1)) : Optional.empty();
        return named.filter(ban.network().cidr()::contains)
                .orElse(ban.network().cidr().address());
    }

    /**
     * Looks again and again.
     *
     * @param scheduler whose thread may look through all bans
     * @return the way to stop it
     */
    public Future<?> start(ScheduledExecutorService scheduler) {
        return scheduler.scheduleWithFixedDelay(
                this::lookSafely, EVERY.toNanos(), EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A scheduler drops a task that throws. */
    private void lookSafely() {
        try {
            if (latest.isDone()) {
                latest = look().toCompletableFuture();
            }
        } catch (RuntimeException fault) {
            LOG.error("cannot review the bans that were imposed while a list of good senders was silent", fault);
        }
    }

    /**
     * Looks once.
     *
     * @return completes when all that were asked for are settled, or left as they are for the next look; never fails
     */
    public synchronized CompletionStage<Void> look() {
        List<Ban> marked = ledger.standingWithEvidence(MARK);
        Set<String> standing = marked.stream().map(Ban::id).collect(Collectors.toSet());
        upheld.retainAll(standing);
        askedAt.keySet().retainAll(standing);
        List<Ban> doubtful = marked.stream()
                .filter(ban -> !upheld.contains(ban.id()))
                // Who waits longest comes first, else those whose list stays silent would keep all others waiting.
                .sorted(Comparator.comparingLong(ban -> askedAt.getOrDefault(ban.id(), 0L)))
                .limit(AT_ONCE)
                .toList();
        looks++;
        doubtful.forEach(ban -> askedAt.put(ban.id(), looks));
        return CompletableFuture.allOf(
                doubtful.stream().map(ban -> review(ban).toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> review(Ban ban) {
        return neverBan.ask(client(ban))
                .thenCompose(answer -> {
                    if (answer.why().isPresent()) {
                        return takeBack(ban, answer.why().get());
                    }
                    if (answer.silent().isEmpty()) {
                        upheld.add(ban.id());
                    }
                    return CompletableFuture.completedFuture(null);
                })
                .exceptionally(failure -> {
                    LOG.debug("ban {} is reviewed at the next look", ban.id(), failure);
                    return null;
                });
    }

    private CompletionStage<Void> takeBack(Ban ban, String why) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean stands = ledger.standing(ban.network(), now)
                .filter(standing -> standing.id().equals(ban.id()))
                .isPresent();
        if (!stands) {
            return CompletableFuture.completedFuture(null);
        }
        return ledger.lift(ban.network(), now).thenAccept(after -> {
            events.takenBack();
            LOG.warn(
                    "ban {} of {} was taken back: {}; when it was imposed not everybody was heard ({})",
                    ban.id(),
                    ban.network(),
                    why,
                    ban.evidence());
        });
    }
}
