package org.doorward.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.sql.VerdictGeneration;
import org.doorward.store.sql.VerdictTables;

/**
 * One series of verdicts: those that wait, those that were taken and are not written yet, and the generations in the database.
 *
 * <p>The last block of the newest generation is kept in memory until it is full, and written anew whenever something comes to
 * it; so blocks are full whatever the pace. Used by one thread at a time, but for {@link #queue} and {@link #rows}.
 */
final class VerdictShelf {

    private static final Duration SPAN = Duration.ofDays(1);

    /** So that what is dropped for its number is a small part of what there is. */
    private static final int GENERATIONS = 8;

    /** And that one generation's keys are read in some milliseconds. */
    private static final long MOST_ROWS_A_GENERATION = 50_000;

    private final VerdictQueue queue;
    private final VerdictSeries series;
    private final KeyHash hash;
    private final long rowLimit;
    private final long rowsAGeneration;
    private List<VerdictRecord> taken = List.of();
    /** Oldest first. Never changed in place. */
    private volatile List<VerdictGeneration> generations = List.of();

    private int block;
    private List<VerdictRecord> open = List.of();

    VerdictShelf(VerdictSeries series, VerdictLimits limits, KeyHash hash) {
        this.series = series;
        this.hash = hash;
        this.queue = new VerdictQueue((int) Math.max(1, series.shareOf(limits.queue())));
        this.rowLimit = series.shareOf(limits.rows());
        this.rowsAGeneration = Math.max(1, Math.min(MOST_ROWS_A_GENERATION, rowLimit / GENERATIONS));
    }

    VerdictQueue queue() {
        return queue;
    }

    /** How many verdicts the database holds, as far as that is known. */
    long rows() {
        return generations.stream().mapToLong(VerdictGeneration::rows).sum();
    }

    /** Begins with what the database holds. */
    void load(Connection connection, List<VerdictGeneration> all) throws SQLException {
        List<VerdictGeneration> own =
                all.stream().filter(generation -> generation.series() == series).toList();
        block = own.isEmpty() ? 0 : VerdictTables.nextBlock(connection, own.get(own.size() - 1));
        open = List.of();
        generations = own;
    }

    /** Takes verdicts from the queue, unless those taken before are not written yet. Returns how many were taken. */
    int take(int most) {
        if (taken.isEmpty()) {
            taken = queue.take(most);
            return taken.size();
        }
        return 0;
    }

    /**
     * Writes what was taken.
     *
     * @param now the moment
     * @param numbers gives numbers for new generations
     * @return how many that were
     */
    int write(Connection connection, Instant now, LongSupplier numbers) throws SQLException, IOException {
        int count = taken.size();
        if (count == 0) {
            return 0;
        }
        if (needsAnother(now)) {
            begin(connection, now, numbers.getAsLong());
        }
        List<VerdictRecord> all = new ArrayList<>(open);
        all.addAll(taken);
        List<List<VerdictRecord>> blocks = blocks(all);
        int last = generations.size() - 1;
        VerdictGeneration after = generations.get(last).with(count, newest(taken));
        VerdictTables.write(connection, after, block, blocks, hash);
        List<VerdictGeneration> shown = new ArrayList<>(generations);
        shown.set(last, after);
        generations = List.copyOf(shown);
        endOf(blocks);
        taken = List.of();
        return count;
    }

    private boolean needsAnother(Instant now) {
        if (generations.isEmpty()) {
            return true;
        }
        VerdictGeneration last = generations.get(generations.size() - 1);
        return last.rows() >= rowsAGeneration || !now.isBefore(last.began().plus(SPAN));
    }

    private void begin(Connection connection, Instant now, long number) throws SQLException {
        VerdictGeneration fresh = new VerdictGeneration(number, series, 0, now, Instant.EPOCH);
        VerdictTables.create(connection, fresh);
        List<VerdictGeneration> shown = new ArrayList<>(generations);
        shown.add(fresh);
        generations = List.copyOf(shown);
        block = 0;
        open = List.of();
    }

    private static List<List<VerdictRecord>> blocks(List<VerdictRecord> all) {
        List<List<VerdictRecord>> blocks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += VerdictTables.VERDICTS_A_BLOCK) {
            blocks.add(List.copyOf(all.subList(from, Math.min(all.size(), from + VerdictTables.VERDICTS_A_BLOCK))));
        }
        return blocks;
    }

    private static Instant newest(List<VerdictRecord> verdicts) {
        return verdicts.stream().map(VerdictRecord::at).max(Instant::compareTo).orElse(Instant.EPOCH);
    }

    private void endOf(List<List<VerdictRecord>> written) {
        List<VerdictRecord> last = written.get(written.size() - 1);
        boolean full = last.size() >= VerdictTables.VERDICTS_A_BLOCK;
        block += full ? written.size() : written.size() - 1;
        open = full ? List.of() : last;
    }

    /** Gives up what was taken, for it can never be written. Returns how many those were. */
    int giveUp() {
        int lost = taken.size();
        taken = List.of();
        return lost;
    }

    /** The oldest generation that is to go: for its age, or because there are too many. */
    Optional<VerdictGeneration> tooMuch(Instant oldest) {
        boolean tooMany = rows() > rowLimit && generations.size() > 1;
        return tooMany
                ? Optional.of(generations.get(0))
                : generations.stream()
                        .filter(generation -> generation.newest().isBefore(oldest))
                        .findFirst();
    }

    /** Drops a generation. */
    void drop(Connection connection, VerdictGeneration generation) throws SQLException {
        boolean newest = generation.equals(generations.get(generations.size() - 1));
        generations =
                generations.stream().filter(other -> !other.equals(generation)).toList();
        if (newest) {
            // What comes next begins another one; the one before it has had its last block long ago.
            open = List.of();
            block = generations.isEmpty()
                    ? 0
                    : VerdictTables.nextBlock(connection, generations.get(generations.size() - 1));
        }
        VerdictTables.drop(connection, generation);
    }

    /** The latest verdicts on a subject, latest first. */
    List<VerdictRecord> latest(Connection connection, Subject subject, int limit) throws SQLException, IOException {
        List<VerdictRecord> found = new ArrayList<>();
        addLatest(queue.look(), subject, limit, found);
        addLatest(taken, subject, limit, found);
        List<VerdictGeneration> all = generations;
        for (int i = all.size() - 1; i >= 0 && found.size() < limit; i--) {
            if (all.get(i).rows() > 0) {
                VerdictTables.latest(connection, all.get(i), subject, hash, limit - found.size(), found::add);
            }
        }
        return found;
    }

    private static void addLatest(
            List<VerdictRecord> oldestFirst, Subject subject, int limit, List<VerdictRecord> found) {
        for (int i = oldestFirst.size() - 1; i >= 0 && found.size() < limit; i--) {
            if (subject.concerns(oldestFirst.get(i))) {
                found.add(oldestFirst.get(i));
            }
        }
    }
}
