package org.doorward.store;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.store.Health.Part;
import org.doorward.store.intake.Journal;
import org.doorward.store.model.StoreException;

/**
 * Makes a batch of changes of all kinds safe: has each kind's own writer turn them into journal entries, and appends these in
 * one write.
 */
final class StoreWriter implements BatchWriter<Change<?>, Object> {

    private static final String FULL = "the journal is full, for the database takes nothing over";

    /** What a change's outcome is before the batch is written. */
    private static final Outcome<Object> NOT_YET = new Failed<>(new StoreException("not written yet"));

    private final Journal journal;
    private final GreylistWriter greylist;
    private final OffenderRows offenders;
    private final InMemory memory;
    private final DatabaseShare share;
    private final Health health;
    private final Runnable sealed;
    private final boolean forceEachCommit;
    private final InstantSource clock;

    /**
     * A writer.
     *
     * @param journal where changes are made safe
     * @param greylist turns attempts into entries
     * @param offenders finds offenders, and remembers what became of them
     * @param memory what is shown to everybody once it is safe
     * @param share is told when a batch begins
     * @param health is told what works and what does not
     * @param sealed called when a full segment waits for the database
     * @param forceEachCommit whether to wait for the disk itself
     * @param clock the time of day
     */
    StoreWriter(
            Journal journal,
            GreylistWriter greylist,
            OffenderRows offenders,
            InMemory memory,
            DatabaseShare share,
            Health health,
            Runnable sealed,
            boolean forceEachCommit,
            InstantSource clock) {
        this.journal = journal;
        this.greylist = greylist;
        this.offenders = offenders;
        this.memory = memory;
        this.share = share;
        this.health = health;
        this.sealed = sealed;
        this.forceEachCommit = forceEachCommit;
        this.clock = clock;
    }

    @Override
    public List<Outcome<Object>> write(List<Change<?>> batch) {
        share.begin();
        greylist.begin();
        Instant now = clock.instant();
        Staging staging = new Staging();
        OffenceBatch blamed = new OffenceBatch(offenders, memory, share, now);
        List<Outcome<Object>> outcomes = new ArrayList<>(batch.size());
        List<Integer> dependent = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Change<?> change = batch.get(i);
            if (change instanceof Change.Attempted attempted) {
                outcomes.add(greylist.outcome(attempted.attempt(), staging));
                if (staging.touchedSinceLastAsked()) {
                    dependent.add(i);
                }
            } else if (change instanceof Change.Blame blame) {
                outcomes.add(NOT_YET);
                blamed.take(i, blame);
            } else if (change instanceof Change.Sighted sighted) {
                outcomes.add(NOT_YET);
                blamed.take(i, sighted);
            } else {
                outcomes.add(new Done<>(offenders.survey()));
            }
        }
        blamed.stage(staging);
        Optional<StoreException> failure = append(staging, now);
        failure.ifPresent(why -> dependent.forEach(i -> outcomes.set(i, new Failed<>(why))));
        blamed.finish(failure, outcomes);
        if (forceEachCommit) {
            // All of them: some may repeat a promise whose entry an earlier force has failed to put on the disk.
            force().ifPresent(why -> outcomes.replaceAll(outcome -> new Failed<>(why)));
        }
        return outcomes;
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
