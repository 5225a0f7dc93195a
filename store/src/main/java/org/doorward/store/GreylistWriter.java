package org.doorward.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.doorward.store.Health.Part;
import org.doorward.store.intake.Journal;
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
 * Turns a batch of attempts into journal entries, appends them in one write, and says where each attempt stands.
 *
 * <p>The rules themselves are {@link GreylistEntry#attempted} and {@link NetworkStanding#passedAnother}; this class finds the
 * rows that they apply to.
 */
final class GreylistWriter implements BatchWriter<Attempt, Standing> {

    /** "Last seen" of a passed row is written at most once in this time; it only serves to age the row after weeks. */
    static final Duration TOUCH_EVERY = Duration.ofHours(1);

    /** Or so many times in the age, where that is short: the row must not age while it is used. */
    private static final int TOUCHES_AN_AGE = 4;

    /** A slow database may take this long of one batch; then those go on who do not need it. */
    private static final Duration DATABASE_SHARE = Duration.ofSeconds(1);

    private static final String FULL = "the journal is full, for the database takes nothing over";

    private final Journal journal;
    private final GreylistRows rows;
    private final KeyHash hash;
    private final Health health;
    private final Runnable sealed;
    private final boolean forceEachCommit;
    private final LongSupplier nanos;
    /** Whether no more first attempts are taken, as of this batch. */
    private boolean full;
    /** When this batch was begun, by the steady clock. */
    private long begun;

    /**
     * A writer.
     *
     * @param journal where changes are made safe
     * @param rows finds the rows' present states
     * @param hash makes keys
     * @param health is told what works and what does not
     * @param sealed called when a full segment waits for the database
     * @param forceEachCommit whether to wait for the disk itself
     * @param nanos a steady clock in nanoseconds
     */
    GreylistWriter(
            Journal journal,
            GreylistRows rows,
            KeyHash hash,
            Health health,
            Runnable sealed,
            boolean forceEachCommit,
            LongSupplier nanos) {
        this.journal = journal;
        this.rows = rows;
        this.hash = hash;
        this.health = health;
        this.sealed = sealed;
        this.forceEachCommit = forceEachCommit;
        this.nanos = nanos;
    }

    @Override
    public List<Outcome<Standing>> write(List<Attempt> batch) {
        full = health.failing(Part.ROOM);
        begun = nanos.getAsLong();
        Staging staging = new Staging();
        List<Outcome<Standing>> outcomes = new ArrayList<>(batch.size());
        List<Integer> dependent = new ArrayList<>();
        for (Attempt attempt : batch) {
            outcomes.add(outcome(attempt, staging));
            if (staging.touchedSinceLastAsked()) {
                dependent.add(outcomes.size() - 1);
            }
        }
        append(staging, batch.get(batch.size() - 1).at())
                .ifPresent(why -> dependent.forEach(i -> outcomes.set(i, new Failed<>(why))));
        if (forceEachCommit) {
            // All of them: some may repeat a promise whose entry an earlier force has failed to put on the disk.
            force().ifPresent(why -> outcomes.replaceAll(outcome -> new Failed<>(why)));
        }
        return outcomes;
    }

    /** While the database is away, what the journal and the filters know is still known. */
    private Outcome<Standing> outcome(Attempt attempt, Staging staging) {
        boolean spared = health.pausing(Part.DATABASE) || nanos.getAsLong() - begun > DATABASE_SHARE.toNanos();
        if (spared && rows.needsDatabase(keys(attempt))) {
            return new Failed<>(new StoreException("the database is away, or too slow"));
        }
        try {
            return new Done<>(stand(attempt, staging));
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

    /** Empty when no kill can lose the staged rows any more; else why not, and then nothing of them remains. */
    private Optional<StoreException> append(Staging staging, Instant now) {
        try {
            if (!staging.entries().isEmpty()) {
                if (health.failing(Part.FILES) || !journal.inPlace()) {
                    return Optional.of(new StoreException("the store's files are gone"));
                }
                rotate(now);
                if (journal.blocked()) {
                    health.failed(Part.JOURNAL, FULL);
                    return Optional.of(new StoreException(FULL));
                }
                journal.append(staging.entries());
                health.works(Part.JOURNAL);
            }
            return Optional.empty();
        } catch (IOException e) {
            health.failed(Part.JOURNAL, "the journal cannot be written: " + e.getMessage());
            return Optional.of(new StoreException("the journal cannot be written", e));
        }
    }

    private Optional<StoreException> force() {
        try {
            journal.force();
            return Optional.empty();
        } catch (IOException e) {
            health.failed(Part.FLUSH, "the journal cannot be forced to the disk: " + e.getMessage());
            return Optional.of(new StoreException("the journal cannot be forced to the disk", e));
        }
    }

    private void rotate(Instant now) throws IOException {
        if (journal.rotateIfFull(now)) {
            sealed.run();
        }
    }
}
