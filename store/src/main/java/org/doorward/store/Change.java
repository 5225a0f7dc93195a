package org.doorward.store;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.Standing;

/**
 * What the one writer is asked to do. Each kind says what its answer is.
 *
 * @param <R> the answer: the row's new state
 */
sealed interface Change<R> {

    /** The class of the answer. */
    Class<R> answer();

    /** How much of a batch it fills: as many as changes of one row would. */
    default int weight() {
        return 1;
    }

    /** An attempt under the greylist. */
    record Attempted(Attempt attempt) implements Change<Standing> {

        @Override
        public Class<Standing> answer() {
            return Standing.class;
        }
    }

    /** What is done to an offender, or asked of one. */
    sealed interface Blame extends Change<Offender> {

        /** Whom it is about. */
        ClientNetwork network();

        @Override
        default Class<Offender> answer() {
            return Offender.class;
        }
    }

    /** An offence. */
    record Offended(Offence offence, ScoreTerms terms) implements Blame {

        @Override
        public ClientNetwork network() {
            return offence.offender();
        }
    }

    /**
     * Offences of any offenders, and how far the source was read that told of them: all of it or nothing.
     *
     * @param offences perhaps none, then only the mark moves
     */
    record Sighted(List<Offence> offences, Mark mark, ScoreTerms terms) implements Change<States> {

        @Override
        public Class<States> answer() {
            return States.class;
        }

        @Override
        public int weight() {
            return Math.max(1, offences.size());
        }

        /** Who did something, each once, in the order of their first offences. */
        Set<ClientNetwork> offenders() {
            return offences.stream().map(Offence::offender).collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /**
     * The answer to {@link Sighted}.
     *
     * @param offenders the new state of each
     */
    record States(List<Offender> offenders) {}

    /** An order to ban. */
    record Banned(BanOrder order) implements Blame {

        @Override
        public ClientNetwork network() {
            return order.network();
        }
    }

    /** An order to end a ban. */
    record Lifted(ClientNetwork network, Instant at) implements Blame {}

    /** An order to end a ban at another time. */
    record Ended(BanEnd end) implements Blame {

        @Override
        public ClientNetwork network() {
            return end.network();
        }
    }

    /** A look, which changes nothing. */
    record Looked(ClientNetwork network) implements Blame {}

    /** A look at where the journal has what it has of offenders, which changes nothing. */
    record Surveyed() implements Change<Survey> {

        @Override
        public Class<Survey> answer() {
            return Survey.class;
        }
    }
}
