package org.doorward.store;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.KeyFilter;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.Generation;
import org.doorward.store.sql.GreylistTables;

/**
 * Finds the newest state of a greylist row, wherever it stands: in the journal's segments, or in the database.
 *
 * <p>Only the writer asks. The {@link Follower} moves rows from the journal to the database meanwhile, and shows them in their
 * new place before it takes them from the old one; so a question looks into the journal first.
 */
final class GreylistRows {

    private static final int NETWORKS_REMEMBERED = 4096;

    private final Journal journal;
    private final Database database;
    private volatile List<Generation> generations;
    /** The keys of all passed triplets, networks and offenders in the database; empty while it is being made, then all are asked for. */
    private volatile Optional<KeyFilter> longLived = Optional.empty();

    /** Networks as the database has them, for a flood comes from few; only the writer uses it. */
    private final Map<RowKey, Optional<NetworkStanding>> networks = new LinkedHashMap<>(16, 0.75f, true) {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RowKey, Optional<NetworkStanding>> eldest) {
            return size() > NETWORKS_REMEMBERED;
        }
    };

    private final AtomicInteger moves = new AtomicInteger();
    private int movesSeen;

    GreylistRows(Journal journal, Database database, List<Generation> generations) {
        this.journal = journal;
        this.database = database;
        this.generations = List.copyOf(generations);
    }

    /** A passed triplet, fresh or expired. */
    Optional<GreylistEntry> passed(RowKey key) throws SQLException {
        Optional<GreylistEntry> here = inJournal(segment -> segment.passed(key)).map(JournalEntry.Passed::entry);
        if (here.isPresent() || surelyAbsent(key)) {
            return here;
        }
        try (Connection connection = database.borrow()) {
            return GreylistTables.passed(connection, key);
        }
    }

    /** What a network has earned. */
    Optional<NetworkStanding> network(RowKey key) throws SQLException {
        Optional<NetworkStanding> here =
                inJournal(segment -> segment.network(key)).map(JournalEntry.Network::standing);
        if (here.isPresent() || surelyAbsent(key)) {
            return here;
        }
        forgetIfRowsHaveMoved();
        Optional<NetworkStanding> remembered = networks.get(key);
        if (remembered == null) {
            try (Connection connection = database.borrow()) {
                remembered = GreylistTables.network(connection, key);
            }
            networks.put(key, remembered);
        }
        return remembered;
    }

    /**
     * After the look into the journal, for a segment is dropped there only after its rows were announced as moved: who no
     * longer finds a row in the journal then does not find its old state here.
     */
    private void forgetIfRowsHaveMoved() {
        int now = moves.get();
        if (now != movesSeen) {
            networks.clear();
            movesSeen = now;
        }
    }

    /** Since when a triplet is pending; the newest of its first attempts. */
    Optional<Instant> pendingSince(RowKey key) throws SQLException {
        Optional<Instant> here = inJournal(segment -> segment.pendingSince(key));
        List<Generation> oldestFirst = generations;
        for (int i = oldestFirst.size() - 1; here.isEmpty() && i >= 0; i--) {
            if (oldestFirst.get(i).keys().mayContain(key)) {
                here = pendingSince(oldestFirst.get(i), key);
            }
        }
        return here;
    }

    /** How many first attempts are kept, also those that have passed since. Any thread may ask. */
    long pendingCount() {
        long count = journal.current().pendingCount();
        for (Segment segment : journal.sealed()) {
            count += segment.pendingCount();
        }
        for (Generation generation : generations) {
            count += generation.rows();
        }
        return count;
    }

    private <T> Optional<T> inJournal(Function<Segment, Optional<T>> row) {
        List<Segment> sealed = journal.sealed();
        Optional<T> found = row.apply(journal.current());
        for (int i = sealed.size() - 1; found.isEmpty() && i >= 0; i--) {
            found = row.apply(sealed.get(i));
        }
        return found;
    }

    private Optional<Instant> pendingSince(Generation generation, RowKey key) throws SQLException {
        try (Connection connection = database.borrow()) {
            return GreylistTables.pendingSince(connection, generation, key);
        } catch (SQLException e) {
            if (generations.contains(generation)) {
                throw e;
            }
            // Dropped for its age between the look at the list and the question.
            return Optional.empty();
        }
    }

    /** Whether finding any of these keys may need the database. */
    boolean needsDatabase(List<RowKey> keys) {
        for (RowKey key : keys) {
            if (!surelyAbsent(key)) {
                return true;
            }
            for (Generation generation : generations) {
                if (generation.keys().mayContain(key)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the database surely has no long-lived row under this key. Any thread may ask. */
    boolean surelyAbsent(RowKey key) {
        Optional<KeyFilter> filter = longLived;
        return filter.isPresent() && !filter.get().mayContain(key);
    }

    /** The generations in the database, oldest first. */
    List<Generation> generations() {
        return generations;
    }

    /** Rows have moved from a segment of the journal to the database. Said before the segment is dropped. */
    void moved() {
        moves.incrementAndGet();
    }

    /** Shows another list of generations. */
    void show(List<Generation> newList) {
        generations = List.copyOf(newList);
    }

    /** Shows a filter that holds the keys of all long-lived rows in the database. */
    void show(KeyFilter filter) {
        longLived = Optional.of(filter);
    }
}
