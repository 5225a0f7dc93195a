package org.doorward.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.doorward.store.intake.Journal;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.RowKey;
import org.doorward.store.intake.Segment;
import org.doorward.store.model.GreylistFindings;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.Generation;
import org.doorward.store.sql.GreylistScan;

/**
 * Looks through all that the greylist remembers, wherever it stands: journal first, newest segment first, then what is
 * long-lived, then the generations. In this order nothing is missed that the {@link Follower} moves meanwhile, and whoever has
 * passed is met before the place where it waited.
 *
 * <p>Reads by itself, from any thread, with a connection of its own; the writer is not asked and not delayed.
 */
final class GreylistSearch {

    private final Journal journal;
    private final Database database;
    private final GreylistRows rows;
    private final LongSupplier nanos;

    GreylistSearch(Journal journal, Database database, GreylistRows rows, LongSupplier nanos) {
        this.journal = journal;
        this.database = database;
        this.rows = rows;
        this.nanos = nanos;
    }

    /** See {@link GreylistLedger#find}. */
    GreylistFindings find(Subject subject, int limit, Duration within) throws StoreException {
        Search search = new Search(subject, limit, nanos.getAsLong() + within.toNanos(), within);
        try {
            inJournal(search);
            if (search.goesOn()) {
                inDatabase(search);
            }
        } catch (IOException | SQLException e) {
            throw new StoreException("the greylist cannot be searched: " + e.getMessage(), e);
        }
        return search.findings();
    }

    /** The current one first: when it is sealed meanwhile, it is met twice and not missed. */
    private void inJournal(Search search) throws IOException {
        List<Segment> newestFirst = new ArrayList<>();
        newestFirst.add(journal.current());
        List<Segment> sealed = journal.sealed();
        for (int i = sealed.size() - 1; i >= 0; i--) {
            newestFirst.add(sealed.get(i));
        }
        for (Segment segment : newestFirst) {
            if (search.goesOn()) {
                inSegment(segment, search);
            }
        }
    }

    /** To its end even when enough was found: a triplet that waits at its beginning may have passed at its end. */
    private static void inSegment(Segment segment, Search search) throws IOException {
        Map<RowKey, GreylistFound> latest = new HashMap<>();
        try {
            segment.forEachEntry(entry -> {
                search.put(entry, latest);
                return search.inTime();
            });
        } catch (NoSuchFileException e) {
            // The database has taken it over, and is searched after this.
        }
        latest.forEach(search::take);
    }

    private void inDatabase(Search search) throws SQLException {
        Predicate<JournalEntry> action = entry -> {
            search.take(entry);
            return search.goesOn();
        };
        List<Generation> oldestFirst = rows.generations();
        try (Connection connection = database.connect()) {
            GreylistScan.networks(connection, action);
            if (search.goesOn()) {
                GreylistScan.passed(connection, action);
            }
            for (int i = oldestFirst.size() - 1; i >= 0 && search.goesOn(); i--) {
                inGeneration(connection, oldestFirst.get(i), action);
            }
        }
    }

    private void inGeneration(Connection connection, Generation generation, Predicate<JournalEntry> action)
            throws SQLException {
        try {
            GreylistScan.pending(connection, generation, action);
        } catch (SQLException e) {
            if (rows.generations().contains(generation)) {
                throw e;
            }
            // Dropped for its age meanwhile.
        }
    }

    /** One search under way. */
    private final class Search {

        private final Subject subject;
        private final int limit;
        private final long end;
        private final Duration within;
        private final Map<RowKey, GreylistFound> found = new HashMap<>();
        private Optional<String> incomplete = Optional.empty();

        private Search(Subject subject, int limit, long end, Duration within) {
            this.subject = subject;
            this.limit = limit;
            this.end = end;
            this.within = within;
        }

        /** Of one segment, where what comes later counts. */
        private void put(JournalEntry entry, Map<RowKey, GreylistFound> latest) {
            if (latest.size() <= limit || latest.containsKey(entry.key())) {
                concerned(entry).ifPresent(row -> latest.put(entry.key(), row));
            }
        }

        private void take(JournalEntry entry) {
            concerned(entry).ifPresent(row -> take(entry.key(), row));
        }

        private void take(RowKey key, GreylistFound row) {
            found.merge(key, row, GreylistFound::newer);
        }

        private Optional<GreylistFound> concerned(JournalEntry entry) {
            if (entry instanceof JournalEntry.Pending pending && subject.concerns(pending.triplet())) {
                return Optional.of(new GreylistFound.Waiting(pending.triplet(), pending.firstSeen()));
            }
            if (entry instanceof JournalEntry.Passed passed && subject.concerns(passed.triplet())) {
                return Optional.of(new GreylistFound.Passed(passed.triplet(), passed.entry()));
            }
            if (entry instanceof JournalEntry.Network network && subject.concernsNetwork(network.network())) {
                return Optional.of(new GreylistFound.Network(network.network(), network.standing()));
            }
            return Optional.empty();
        }

        private boolean inTime() {
            if (nanos.getAsLong() - end >= 0) {
                incomplete = Optional.of("not everything was searched within "
                        + String.format(Locale.ROOT, "%.1f s", within.toMillis() / 1e3));
            }
            return incomplete.isEmpty();
        }

        private boolean goesOn() {
            if (found.size() > limit) {
                incomplete = Optional.of("there is more than " + limit);
            }
            return inTime();
        }

        private GreylistFindings findings() {
            List<GreylistFound> all = found.values().stream()
                    .sorted(Comparator.comparing((GreylistFound row) -> !(row instanceof GreylistFound.Network))
                            .thenComparing(GreylistFound::latest, Comparator.reverseOrder()))
                    .limit(limit)
                    .toList();
            return new GreylistFindings(all, incomplete);
        }
    }
}
