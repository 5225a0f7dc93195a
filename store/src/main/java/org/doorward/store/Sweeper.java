package org.doorward.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.store.intake.RowKey;
import org.doorward.store.sql.Generation;
import org.doorward.store.sql.GreylistTables;
import org.doorward.store.sql.LongLived;
import org.doorward.store.sql.LongLived.Slice;

/**
 * Ages everything, a bounded slice at each call: one generation dropped whole, and some rows of each long-lived table looked
 * at. A walk through a table begins at most every so often; it needs no index on the rows' age, which every write would
 * have to keep up.
 */
final class Sweeper {

    private static final int ROWS_A_SLICE = 1000;
    /** What is weeks old may be an hour older. */
    private static final Duration WALK_EVERY = Duration.ofHours(1);

    private static final RowKey BEGINNING = new RowKey(0, 0);

    private final GreylistRows rows;
    private final OffenderRows offenders;
    private volatile Ages ages;
    private final StoreEvents events;
    private final Map<LongLived, Walk> walks = new EnumMap<>(LongLived.class);

    /** Where a walk through a table goes on, and when. */
    private record Walk(RowKey from, Instant notBefore) {}

    Sweeper(GreylistRows rows, OffenderRows offenders, Ages ages, StoreEvents events) {
        this.rows = rows;
        this.offenders = offenders;
        this.ages = ages;
        this.events = events;
    }

    /** Keeps what is not used for other times from now on. */
    void keep(Ages newAges) {
        ages = newAges;
    }

    /** Does one slice of each kind of work. */
    void sweep(Connection connection, Instant now) throws SQLException {
        dropOneGeneration(connection, now);
        for (LongLived table : LongLived.values()) {
            walk(connection, table, now);
        }
    }

    /** Not only the first of them: one from a time when the clock was ahead must not keep those behind it. */
    private void dropOneGeneration(Connection connection, Instant now) throws SQLException {
        List<Generation> oldestFirst = rows.generations();
        Optional<Generation> tooOld = oldestFirst.stream()
                .filter(generation -> generation.newest().plus(ages.pending()).isBefore(now))
                .findFirst();
        if (tooOld.isPresent()) {
            drop(connection, tooOld.get(), oldestFirst);
        }
    }

    private void drop(Connection connection, Generation oldest, List<Generation> oldestFirst) throws SQLException {
        List<Generation> rest = new ArrayList<>(oldestFirst);
        rest.remove(oldest);
        rows.show(rest);
        try {
            GreylistTables.drop(connection, oldest);
        } catch (SQLException e) {
            // Else nobody would try again before the next start.
            rows.show(oldestFirst);
            throw e;
        }
        events.aged(oldest.rows());
    }

    private void walk(Connection connection, LongLived table, Instant now) throws SQLException {
        Walk walk = walks.getOrDefault(table, new Walk(BEGINNING, now));
        if (now.isBefore(walk.notBefore())) {
            return;
        }
        Slice slice = table.age(connection, walk.from(), ROWS_A_SLICE, oldest(table, now));
        walks.put(
                table, slice.next().map(next -> new Walk(next, now)).orElse(new Walk(BEGINNING, now.plus(WALK_EVERY))));
        if (slice.deleted() > 0) {
            events.aged(slice.deleted());
        }
        if (slice.deleted() > 0 && table == LongLived.OFFENDERS) {
            offenders.forgetAged(ages, now);
        }
    }

    private List<Instant> oldest(LongLived table, Instant now) {
        return switch (table) {
            case PASSED, NETWORKS -> List.of(now.minus(ages.passed()));
            case OFFENDERS -> List.of(now.minus(ages.offences()), now.minus(ages.bans()));
        };
    }
}
