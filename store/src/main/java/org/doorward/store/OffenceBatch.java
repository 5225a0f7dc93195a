package org.doorward.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.store.BatchWriter.Done;
import org.doorward.store.BatchWriter.Failed;
import org.doorward.store.BatchWriter.Outcome;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.RowKey;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;

/**
 * What one batch does to offenders: all changes of one offender become one new state and one journal entry, and each change is
 * answered with the state that comes of it.
 *
 * <p>An offender whose present state cannot be read is left alone, for what is written takes the place of all that was known. A
 * change of many offenders is therefore refused whole before it has touched the first of them, or taken whole; after that only
 * the whole batch can fail.
 */
final class OffenceBatch {

    private final OffenderRows rows;
    private final InMemory memory;
    private final DatabaseShare share;
    private final Instant now;
    private final Map<ClientNetwork, Case> cases = new LinkedHashMap<>();
    /** By their places in the batch; those that were refused are among the outcomes already. */
    private final Map<Integer, Change.Sighted> sighted = new LinkedHashMap<>();

    private final Map<Integer, Outcome<Object>> refused = new HashMap<>();
    private final Map<String, Mark> marks = new LinkedHashMap<>();
    private int newBans;

    /**
     * An empty batch.
     *
     * @param share of it, changes of many offenders leave the rest to the others
     * @param now when it is written
     */
    OffenceBatch(OffenderRows rows, InMemory memory, DatabaseShare share, Instant now) {
        this.rows = rows;
        this.memory = memory;
        this.share = share;
        this.now = now;
    }

    /**
     * Takes a change.
     *
     * @param index the change's place in the batch
     */
    void take(int index, Change.Blame change) {
        Case its = cases.computeIfAbsent(change.network(), this::open);
        if (change instanceof Change.Looked) {
            its.looks.add(index);
        } else {
            its.changes.add(index);
        }
        if (its.unreadable.isPresent()) {
            return;
        }
        if (change instanceof Change.Offended offended) {
            its.add(offended.offence(), offended.terms());
        } else if (change instanceof Change.Banned banned) {
            ban(index, banned, its);
        } else if (change instanceof Change.Lifted lifted) {
            its.addUp();
            if (its.state.standing(lifted.at()).isPresent()) {
                its.become(its.state.lifted(lifted.at()));
            }
            its.answers.put(index, new Done<>(its.state));
        } else if (change instanceof Change.Ended ended) {
            its.addUp();
            Offender after = its.state.ending(ended.end());
            if (!after.equals(its.state)) {
                its.become(after);
            }
            its.answers.put(index, new Done<>(its.state));
        }
    }

    /**
     * Takes a change of many offenders.
     *
     * @param index the change's place in the batch
     */
    void take(int index, Change.Sighted change) {
        Optional<StoreException> obstacle = obstacle(change);
        if (obstacle.isPresent()) {
            refused.put(index, new Failed<>(obstacle.get()));
            return;
        }
        for (Offence offence : change.offences()) {
            cases.computeIfAbsent(offence.offender(), this::open).add(offence, change.terms());
        }
        marks.put(change.mark().source(), change.mark());
        sighted.put(index, change);
    }

    /** Why such a change cannot be made. Whoever could be read is remembered, so that another try gets further. */
    private Optional<StoreException> obstacle(Change.Sighted change) {
        if (!memory.marks().roomFor(change.mark().source(), marks.keySet())) {
            return Optional.of(new StoreException("as many sources of log lines are remembered as may, " + Marks.LIMIT
                    + "; names of sources must not change from run to run"));
        }
        for (ClientNetwork network : change.offenders()) {
            boolean takesLong =
                    !cases.containsKey(network) && rows.recall(network).isEmpty() && share.mostlySpent();
            if (takesLong) {
                return Optional.of(new StoreException("the database is too slow for so many offenders at once"));
            }
            Optional<StoreException> unreadable = cases.computeIfAbsent(network, this::open).unreadable;
            if (unreadable.isPresent()) {
                return unreadable;
            }
        }
        return Optional.empty();
    }

    private Case open(ClientNetwork network) {
        RowKey key = rows.key(network);
        try {
            return new Case(key, rows.find(network, key), Optional.empty());
        } catch (StoreException e) {
            return new Case(key, Offender.unknown(network), Optional.of(e));
        }
    }

    private void ban(int index, Change.Banned change, Case its) {
        its.addUp();
        boolean banned = its.state.standing(change.order().at()).isPresent();
        if (!banned && !memory.bans().roomFor(newBans + 1)) {
            its.answers.put(index, new Failed<>(new StoreException("as many bans stand as may")));
            return;
        }
        if (!banned) {
            newBans++;
            its.become(its.state.banned(change.order()));
        }
        its.answers.put(index, new Done<>(its.state));
    }

    /** Hands over what has to be written. */
    void stage(Staging staging) {
        for (Case its : cases.values()) {
            its.addUp();
            if (its.changed) {
                staging.put(new JournalEntry.Blamed(its.key, its.state));
            }
        }
        marks.values().forEach(mark -> staging.put(new JournalEntry.Marked(rows.key(mark), mark)));
    }

    /**
     * The batch was written, or not: shows the new states to everybody, and answers.
     *
     * @param failure why it was not written
     * @param outcomes takes the answers, each in its place
     */
    void finish(Optional<StoreException> failure, List<Outcome<Object>> outcomes) {
        for (Case its : cases.values()) {
            Optional<StoreException> why = its.unreadable;
            if (why.isEmpty() && its.changed) {
                why = failure;
            }
            if (why.isPresent()) {
                Outcome<Object> failed = new Failed<>(why.get());
                its.changes.forEach(i -> outcomes.set(i, failed));
                its.looks.forEach(i -> outcomes.set(i, its.unreadable.isPresent() ? failed : new Done<>(its.before)));
            } else {
                if (its.changed) {
                    rows.remember(its.state);
                    memory.bans().show(its.state, now);
                }
                Outcome<Object> done = new Done<>(its.state);
                its.looks.forEach(i -> outcomes.set(i, done));
                its.changes.forEach(i -> outcomes.set(i, its.answers.getOrDefault(i, done)));
            }
        }
        finishSighted(failure, outcomes);
    }

    /** After the states, so that whoever sees a mark sees what was read up to there. */
    private void finishSighted(Optional<StoreException> failure, List<Outcome<Object>> outcomes) {
        if (failure.isEmpty()) {
            memory.marks().show(marks.values());
        }
        sighted.forEach((index, change) ->
                outcomes.set(index, failure.isPresent() ? new Failed<>(failure.get()) : new Done<>(states(change))));
        refused.forEach(outcomes::set);
    }

    private Change.States states(Change.Sighted change) {
        return new Change.States(change.offenders().stream()
                .map(network -> cases.computeIfAbsent(network, this::open).state)
                .toList());
    }

    /** One offender in this batch. */
    private static final class Case {

        private final RowKey key;
        private final Offender before;
        private final Optional<StoreException> unreadable;
        private final List<Integer> changes = new ArrayList<>();
        private final List<Integer> looks = new ArrayList<>();
        /** Of changes that are not answered with the state in the end: a ban that is lifted at once was a ban. */
        private final Map<Integer, Outcome<Object>> answers = new HashMap<>();

        /** Not added up yet. */
        private final List<Offence> offences = new ArrayList<>();

        private Optional<ScoreTerms> terms = Optional.empty();
        private Offender state;
        private boolean changed;

        Case(RowKey key, Offender before, Optional<StoreException> unreadable) {
            this.key = key;
            this.before = before;
            this.unreadable = unreadable;
            this.state = before;
        }

        void become(Offender next) {
            state = next;
            changed = true;
        }

        void add(Offence offence, ScoreTerms under) {
            if (!terms.equals(Optional.of(under))) {
                addUp();
                terms = Optional.of(under);
            }
            offences.add(offence);
        }

        /** Together, so that their order does not matter. */
        void addUp() {
            if (!offences.isEmpty()) {
                become(state.with(offences, terms.orElseThrow()));
                offences.clear();
            }
        }
    }
}
