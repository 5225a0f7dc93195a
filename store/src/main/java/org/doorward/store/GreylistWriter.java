package org.doorward.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.store.BatchWriter.Done;
import org.doorward.store.BatchWriter.Failed;
import org.doorward.store.BatchWriter.Outcome;
import org.doorward.store.Health.Part;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.intake.RowKey;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Standing;
import org.doorward.store.model.StoreException;

/**
 * Turns attempts into journal entries, and says where each stands.
 *
 * <p>The rules themselves are {@link GreylistEntry#attempted} and {@link NetworkStanding#passedAnother}; this class finds the
 * rows that they apply to.
 */
final class GreylistWriter {

    /** "Last seen" of a passed row is written at most once in this time; it only serves to age the row after weeks. */
    static final Duration TOUCH_EVERY = Duration.ofHours(1);

    /** Or so many times in the age, where that is short: the row must not age while it is used. */
    private static final int TOUCHES_AN_AGE = 4;

    private final GreylistRows rows;
    private final KeyHash hash;
    private final Health health;
    private final DatabaseShare share;
    /** Whether no more first attempts are taken, as of this batch. */
    private boolean full;

    /**
     * A writer.
     *
     * @param rows finds the rows' present states
     * @param hash makes keys
     * @param health is told what works and what does not
     * @param share how long the database may be asked
     */
    GreylistWriter(GreylistRows rows, KeyHash hash, Health health, DatabaseShare share) {
        this.rows = rows;
        this.hash = hash;
        this.health = health;
        this.share = share;
    }

    /** A batch begins. */
    void begin() {
        full = health.failing(Part.ROOM);
    }

    /**
     * Where an attempt stands once the batch is written. While the database is away, what the journal and the filters know is
     * still known.
     *
     * @param staging takes the rows that have to be written for it
     */
    Outcome<Object> outcome(Attempt attempt, Staging staging) {
        if (share.spent() && rows.needsDatabase(keys(attempt))) {
            return new Failed<>(new StoreException("the database is away, or too slow"));
        }
        try {
            return new Done<>(attempt.look() ? look(attempt, staging.aside()) : stand(attempt, staging));
        } catch (StoreException e) {
            return new Failed<>(e);
        } catch (SQLException e) {
            health.failed(Part.DATABASE, "the database does not answer: " + e.getMessage());
            return new Failed<>(new StoreException("the database does not answer", e));
        }
    }

    private List<RowKey> keys(Attempt attempt) {
        List<RowKey> keys = new ArrayList<>(3);
        keys.add(hash.of(attempt.triplet()));
        attempt.alternate().map(hash::of).ifPresent(keys::add);
        attempt.network().map(hash::of).ifPresent(keys::add);
        return keys;
    }

    /** By the same rules, but what they put is thrown away. */
    private Standing look(Attempt attempt, Staging aside) throws SQLException, StoreException {
        Standing standing = stand(attempt, aside);
        boolean writes = !aside.entries().isEmpty();
        if (writes && (health.failing(Part.FILES) || health.failing(Part.JOURNAL))) {
            throw new StoreException("the journal cannot be written");
        }
        return standing;
    }

    private Standing stand(Attempt attempt, Staging staging) throws SQLException, StoreException {
        Optional<NetworkStanding> network = network(attempt, staging);
        if (network.isPresent() && network.get().allowed(attempt.at(), attempt.terms())) {
            return allowed(attempt, network.get(), staging);
        }
        RowKey key = hash.of(attempt.triplet());
        Optional<GreylistEntry> own = entry(key, attempt, staging);
        Optional<GreylistEntry> known = own;
        if (own.isEmpty() && attempt.alternate().isPresent()) {
            known = entry(hash.of(attempt.alternate().get()), attempt, staging);
        }
        if (known.isEmpty()) {
            if (full) {
                throw new StoreException("as many triplets are pending as may be");
            }
            GreylistEntry fresh = GreylistEntry.first(attempt.at());
            staging.put(new JournalEntry.Pending(key, attempt.triplet(), fresh.firstSeen()));
            return new Standing.Pending(fresh, true);
        }
        GreylistEntry before = known.get();
        GreylistEntry after = before.attempted(attempt.at(), attempt.terms());
        if (!after.passed()) {
            return new Standing.Pending(after, false);
        }
        boolean unchanged = before.passed() && own.isPresent() && !worthTouching(before.lastSeen(), attempt);
        if (unchanged) {
            // Not "after": memory must not believe that a later "last seen" was written.
            return new Standing.Known(before);
        }
        staging.put(new JournalEntry.Passed(key, attempt.triplet(), after));
        if (before.passed()) {
            return new Standing.Known(after);
        }
        count(attempt, network, staging);
        return new Standing.Passed(after);
    }

    private Standing allowed(Attempt attempt, NetworkStanding standing, Staging staging) {
        NetworkStanding seen = standing;
        if (worthTouching(standing.lastSeen(), attempt)) {
            seen = new NetworkStanding(standing.counted(), standing.lastCounted(), attempt.at());
            put(attempt.network().orElseThrow(), seen, staging);
        }
        return new Standing.NetworkAllowed(seen);
    }

    private void count(Attempt attempt, Optional<NetworkStanding> before, Staging staging) {
        if (attempt.network().isPresent() && attempt.terms().allowAfter() > 0) {
            NetworkStanding after = before.map(b -> b.passedAnother(attempt.at(), attempt.terms()))
                    .orElseGet(() -> NetworkStanding.first(attempt.at()));
            put(attempt.network().get(), after, staging);
        }
    }

    private void put(ClientNetwork network, NetworkStanding standing, Staging staging) {
        staging.put(new JournalEntry.Network(hash.of(network), network.toString(), standing));
    }

    private Optional<NetworkStanding> network(Attempt attempt, Staging staging) throws SQLException {
        if (attempt.network().isEmpty() || attempt.terms().allowAfter() == 0) {
            return Optional.empty();
        }
        RowKey key = hash.of(attempt.network().get());
        Optional<NetworkStanding> staged =
                staging.get(key, JournalEntry.Network.class).map(JournalEntry.Network::standing);
        return staged.isPresent() ? staged : rows.network(key);
    }

    /** What is known under a key and counts still. */
    private Optional<GreylistEntry> entry(RowKey key, Attempt attempt, Staging staging) throws SQLException {
        Optional<GreylistEntry> found =
                staging.get(key, JournalEntry.Passed.class).map(JournalEntry.Passed::entry);
        if (found.isEmpty()) {
            found = staging.get(key, JournalEntry.Pending.class).map(row -> GreylistEntry.first(row.firstSeen()));
        }
        if (found.isEmpty()) {
            found = rows.passed(key).filter(entry -> !entry.expired(attempt.at(), attempt.terms()));
        }
        if (found.isEmpty()) {
            found = rows.pendingSince(key).map(GreylistEntry::first);
        }
        return found.filter(entry -> !entry.expired(attempt.at(), attempt.terms()));
    }

    /** While the database is away the journal holds what it can; whoever is known then is so without being written anew. */
    private boolean worthTouching(Instant lastSeen, Attempt attempt) {
        return stale(lastSeen, attempt) && !health.failing(Part.DATABASE);
    }

    /** Whether a "last seen" is so old that it should be written anew. */
    static boolean stale(Instant lastSeen, Attempt attempt) {
        long age = attempt.terms().passedAge().toMillis();
        long every = Math.min(TOUCH_EVERY.toMillis(), age / TOUCHES_AN_AGE);
        return attempt.at().toEpochMilli() - lastSeen.toEpochMilli() >= every;
    }
}
