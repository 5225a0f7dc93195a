package org.doorward.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.doorward.store.Health.Part;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.OffenderTable;

/**
 * Finds the newest state of an offender, wherever it stands: in memory, in the journal's segments, or in the database.
 *
 * <p>Only the writer puts states into memory, after they are in the journal; so what is found there is never stale. As in
 * {@link GreylistRows}, a question looks into the journal before it asks for what the database has.
 */
final class OffenderRows {

    /** Half of what the usual offender takes, for most of those who are asked for again have done little. */
    private static final int BYTES_A_CACHE_ENTRY = 160;

    private final Journal journal;
    private final Database database;
    private final KeyHash hash;
    private final Predicate<RowKey> surelyNotInDatabase;
    private final Health health;
    private final DatabaseShare share;
    private final Cache<ClientNetwork, Offender> cache;

    /**
     * The rows.
     *
     * @param surelyNotInDatabase whether the database has no row under a key
     * @param share how long the database may be asked
     * @param cacheEntries the cache may take {@value #BYTES_A_CACHE_ENTRY} bytes for each of so many
     */
    OffenderRows(
            Journal journal,
            Database database,
            Predicate<RowKey> surelyNotInDatabase,
            Health health,
            DatabaseShare share,
            int cacheEntries) {
        this.journal = journal;
        this.database = database;
        this.hash = database.keyHash();
        this.surelyNotInDatabase = surelyNotInDatabase;
        this.health = health;
        this.share = share;
        this.cache = Caffeine.newBuilder()
                .maximumWeight((long) cacheEntries * BYTES_A_CACHE_ENTRY)
                .weigher(OffenderRows::weight)
                .executor(Runnable::run)
                .build();
    }

    /** About how many bytes of memory a state takes. */
    private static int weight(ClientNetwork network, Offender offender) {
        int bytes = 200;
        for (VectorStanding vector : offender.vectors()) {
            bytes += 240 + vector.evidence().length() + 32 * vector.recent().size();
        }
        for (Ban ban : offender.bans()) {
            bytes += 280 + ban.evidence().length() + ban.reason().length();
        }
        return bytes;
    }

    /** The offender's key. */
    RowKey key(ClientNetwork network) {
        return hash.ofOffender(network);
    }

    /** The key of a mark's source. */
    RowKey key(Mark mark) {
        return hash.ofSource(mark.source());
    }

    /**
     * What memory knows of an offender: the newest state, or that there is none. Any thread may ask, and never waits.
     *
     * @return empty when memory does not know
     */
    Optional<Offender> recall(ClientNetwork network) {
        return surelyNowhere(key(network))
                ? Optional.of(Offender.unknown(network))
                : Optional.ofNullable(cache.getIfPresent(network));
    }

    private boolean surelyNowhere(RowKey key) {
        return !journal.mayHoldOffender(key) && surelyNotInDatabase.test(key);
    }

    /**
     * The newest state; somebody unknown when there is none. Only the writer asks.
     *
     * @throws StoreException when only the database or the file could tell, and cannot be asked now
     */
    Offender find(ClientNetwork network, RowKey key) throws StoreException {
        Offender cached = cache.getIfPresent(network);
        if (cached != null) {
            return cached;
        }
        if (surelyNowhere(key)) {
            return Offender.unknown(network);
        }
        Optional<Offender> found = inJournal(key);
        if (found.isEmpty()) {
            found = inDatabase(key);
        }
        Offender state = found.orElseGet(() -> Offender.unknown(network));
        // Who is unknown as well: the filter is wrong about a few, and these need not ask the database each time.
        remember(state);
        return state;
    }

    private Optional<Offender> inJournal(RowKey key) throws StoreException {
        List<Segment> sealed = journal.sealed();
        try {
            Optional<Offender> found = journal.current().offender(key);
            for (int i = sealed.size() - 1; found.isEmpty() && i >= 0; i--) {
                found = inSealed(sealed.get(i), key);
            }
            return found;
        } catch (IOException e) {
            health.failed(Part.JOURNAL, "the journal cannot be read: " + e.getMessage());
            throw new StoreException("the journal cannot be read", e);
        }
    }

    private Optional<Offender> inSealed(Segment segment, RowKey key) throws IOException {
        try {
            return segment.offender(key);
        } catch (ClosedChannelException e) {
            if (journal.sealed().contains(segment)) {
                throw e;
            }
            // Taken over since the list was made: the database has it, and what older segments had.
            return Optional.empty();
        }
    }

    private Optional<Offender> inDatabase(RowKey key) throws StoreException {
        if (surelyNotInDatabase.test(key)) {
            return Optional.empty();
        }
        if (share.spent()) {
            throw new StoreException("the database is away, or too slow");
        }
        try (Connection connection = database.borrow()) {
            return OffenderTable.find(connection, key);
        } catch (SQLException e) {
            health.failed(Part.DATABASE, "the database does not answer: " + e.getMessage());
            throw new StoreException("the database does not answer", e);
        }
    }

    /** Remembers a state that is in the journal or in the database. Only the writer may say so. */
    void remember(Offender state) {
        cache.put(state.network(), state);
    }

    /** Forgets what is too old to be kept, as its row is. */
    void forgetAged(Ages ages, Instant now) {
        cache.asMap()
                .values()
                .removeIf(state -> state.keptUntil(ages.offences(), ages.bans()).isBefore(now));
    }

    /** Where the journal has its offenders now. Only the writer asks. */
    Survey survey() {
        List<Survey.Part> parts = new ArrayList<>();
        Segment current = journal.current();
        parts.add(new Survey.Part(current, current.offenderPositions()));
        List<Segment> sealed = journal.sealed();
        for (int i = sealed.size() - 1; i >= 0; i--) {
            Segment segment = sealed.get(i);
            parts.add(new Survey.Part(segment, segment.offenderPositions()));
        }
        return new Survey(parts);
    }
}
