package org.doorward.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.GreylistFindings;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.Triplet;
import org.jspecify.annotations.Nullable;

/**
 * The greylist's memory: which triplets wait, which have passed, and which networks are allowed.
 *
 * <p>{@link #recall} answers from a bounded cache and never waits; {@link #attempt} counts an attempt and answers when that
 * cannot be forgotten any more. Safe for use by any thread.
 */
public final class GreylistLedger {

    private final GroupCommit<Change<?>, Object> commit;
    private final Cache<Triplet, GreylistEntry> passed;
    private final Cache<ClientNetwork, NetworkStanding> networks;
    private final GreylistSearch search;

    GreylistLedger(GroupCommit<Change<?>, Object> commit, GreylistSearch search, int cacheEntries) {
        this.commit = commit;
        this.search = search;
        this.passed = cache(cacheEntries);
        this.networks = cache(cacheEntries);
    }

    private static <K, V> Cache<K, V> cache(int entries) {
        return Caffeine.newBuilder()
                .maximumSize(entries)
                .executor(Runnable::run)
                .build();
    }

    /**
     * What memory knows of an attempt: that its triplet has passed before, or that its network is allowed. "Last seen" is
     * written behind, at most once an hour for a row.
     *
     * @return empty when memory does not know; then ask {@link #attempt}
     */
    public Optional<Standing> recall(Attempt attempt) {
        Optional<Standing> network = recallNetwork(attempt);
        return network.isPresent() ? network : recallTriplet(attempt);
    }

    private @Nullable NetworkStanding allowed(Attempt attempt) {
        if (attempt.network().isEmpty() || attempt.terms().allowAfter() == 0) {
            return null;
        }
        NetworkStanding standing = networks.getIfPresent(attempt.network().get());
        return standing == null || !standing.allowed(attempt.at(), attempt.terms()) ? null : standing;
    }

    private @Nullable GreylistEntry known(Attempt attempt) {
        GreylistEntry entry = passed.getIfPresent(attempt.triplet());
        return entry == null || entry.expired(attempt.at(), attempt.terms()) ? null : entry;
    }

    private Optional<Standing> recallNetwork(Attempt attempt) {
        NetworkStanding standing = allowed(attempt);
        if (standing == null) {
            return Optional.empty();
        }
        if (GreylistWriter.stale(standing.lastSeen(), attempt)) {
            networks.put(
                    attempt.network().orElseThrow(),
                    new NetworkStanding(standing.counted(), standing.lastCounted(), attempt.at()));
            commit.submit(new Change.Attempted(attempt));
        }
        return Optional.of(new Standing.NetworkAllowed(standing));
    }

    private Optional<Standing> recallTriplet(Attempt attempt) {
        GreylistEntry entry = known(attempt);
        if (entry == null) {
            return Optional.empty();
        }
        if (GreylistWriter.stale(entry.lastSeen(), attempt)) {
            passed.put(attempt.triplet(), entry.attempted(attempt.at(), attempt.terms()));
            commit.submit(new Change.Attempted(attempt));
        }
        return Optional.of(new Standing.Known(entry));
    }

    /**
     * Counts an attempt.
     *
     * @return where it stands, once no kill of this process can make the store forget it; or a {@link
     *     StoreException} when that cannot be promised now. Completes on the store's own thread
     */
    public CompletionStage<Standing> attempt(Attempt attempt) {
        Change<Standing> change = new Change.Attempted(attempt);
        return commit.submit(change)
                .thenApply(standing -> remember(attempt, change.answer().cast(standing)));
    }

    private Standing remember(Attempt attempt, Standing standing) {
        if (standing instanceof Standing.Known known) {
            passed.put(attempt.triplet(), known.entry());
        } else if (standing instanceof Standing.Passed now) {
            passed.put(attempt.triplet(), now.entry());
        } else if (standing instanceof Standing.NetworkAllowed allowed
                && attempt.network().isPresent()) {
            networks.put(attempt.network().get(), allowed.network());
        }
        return standing;
    }

    /**
     * Where an attempt would stand now, without a trace of the question: no row is written, no triplet is counted, and no "last
     * seen" changes. It waits its turn among the changes and is decided by the same rules, so it is never behind them.
     *
     * @return what {@link #recall} or {@link #attempt} would say; or a {@link StoreException} when neither could say anything
     *     now. Completes on the store's own thread
     */
    public CompletionStage<Standing> look(Attempt attempt) {
        Change<Standing> look = new Change.Attempted(attempt.onlyLook());
        return commit.submit(look).handle((standing, failure) -> {
            if (failure == null) {
                return look.answer().cast(standing);
            }
            NetworkStanding network = allowed(attempt);
            GreylistEntry entry = known(attempt);
            if (network == null && entry == null) {
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            return network != null
                    ? new Standing.NetworkAllowed(network)
                    : new Standing.Known(Objects.requireNonNull(entry));
        });
    }

    /**
     * All that the greylist remembers of a subject: triplets that wait, triplets that have passed, and networks, also those that
     * are too old to count and wait to be dropped. Looks through everything, which takes seconds with millions of triplets: not
     * for an event loop.
     *
     * @param subject a client's network, a sender as the triplets have it, or a recipient
     * @param limit the most that is returned, at least 1
     * @param within how long the search may take
     * @throws StoreException when the journal or the database cannot be read now
     */
    public GreylistFindings find(Subject subject, int limit, Duration within) throws StoreException {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return search.find(subject, limit, within);
    }
}
