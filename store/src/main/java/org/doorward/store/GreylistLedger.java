package org.doorward.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.Triplet;

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

    GreylistLedger(GroupCommit<Change<?>, Object> commit, int cacheEntries) {
        this.commit = commit;
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

    private Optional<Standing> recallNetwork(Attempt attempt) {
        if (attempt.network().isEmpty() || attempt.terms().allowAfter() == 0) {
            return Optional.empty();
        }
        ClientNetwork network = attempt.network().get();
        NetworkStanding standing = networks.getIfPresent(network);
        if (standing == null || !standing.allowed(attempt.at(), attempt.terms())) {
            return Optional.empty();
        }
        if (GreylistWriter.stale(standing.lastSeen(), attempt)) {
            networks.put(network, new NetworkStanding(standing.counted(), standing.lastCounted(), attempt.at()));
            commit.submit(new Change.Attempted(attempt));
        }
        return Optional.of(new Standing.NetworkAllowed(standing));
    }

    private Optional<Standing> recallTriplet(Attempt attempt) {
        GreylistEntry entry = passed.getIfPresent(attempt.triplet());
        if (entry == null || entry.expired(attempt.at(), attempt.terms())) {
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
     *     org.doorward.store.model.StoreException} when that cannot be promised now. Completes on the store's own thread
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
}
