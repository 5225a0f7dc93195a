package org.doorward.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.doorward.decision.Check.Phase;
import org.doorward.decision.Evidence.Item;
import org.doorward.decision.Recollections.Recollection;
import org.jspecify.annotations.Nullable;

/**
 * Puts an inquiry to the checks in their order, and the findings to the judge; the only class that knows of futures and of
 * the deadline.
 *
 * <p>Checks are asked one after the other, on the thread that asked, as long as they answer from memory. When one has to
 * wait, the decision goes on in the caller's event loop, and the deadline begins to matter: then the judge has to do with
 * what was found until then. The checks of the evidence phase are all asked before any of them is waited for; so such a
 * check sees the findings of those before it that answered from memory, and not of those that wait as it does.
 *
 * <p>What lasting checks found of somebody whose mail passed is remembered all in one place, and they are not asked again while
 * it lasts.
 */
public final class Pipeline implements Decider {

    private final List<Check> checks;
    private final Judge judge;
    private final Rules rules;
    private final LongSupplier nanos;
    private final DecisionListener listener;
    private final Recollections recollections;

    /**
     * What the operator has set for all decisions.
     *
     * @param deadline how long a decision may take
     * @param observe whether verdicts are only recorded
     * @param observed names of checks whose findings do not count
     */
    public record Rules(Duration deadline, boolean observe, Set<String> observed) {

        /** Holds the names as they are at this moment. */
        public Rules {
            observed = Set.copyOf(observed);
        }
    }

    /**
     * A pipeline.
     *
     * @param checks the checks in their order; their phases must be in order too
     * @param judge turns findings into verdicts
     * @param rules what the operator has set
     * @param nanos a steady clock in nanoseconds
     * @param secret what nobody can guess, for what is remembered of clients
     * @param listener hears of every decision
     */
    public Pipeline(
            List<Check> checks, Judge judge, Rules rules, LongSupplier nanos, long secret, DecisionListener listener) {
        for (int i = 1; i < checks.size(); i++) {
            if (checks.get(i).phase().compareTo(checks.get(i - 1).phase()) < 0) {
                throw new IllegalArgumentException("check " + checks.get(i).name() + " stands behind a later phase");
            }
        }
        this.checks = List.copyOf(checks);
        this.judge = judge;
        this.rules = rules;
        this.nanos = nanos;
        this.listener = listener;
        this.recollections = new Recollections(nanos, secret);
    }

    @Override
    public CompletionStage<Decision> decide(Inquiry inquiry, ScheduledExecutorService loop) {
        return run(new Run(inquiry, loop, Check::examine, listener, recollections::keep));
    }

    /**
     * What {@link #decide} would come to, without a trace: nothing is remembered, and no listener hears of it.
     *
     * @param inquiry what would be asked
     * @param loop as for {@link #decide}
     */
    public CompletionStage<Decision> foresee(Inquiry inquiry, ScheduledExecutorService loop) {
        return run(new Run(inquiry, loop, Check::foresee, decision -> {}, (who, asked, found) -> {}));
    }

    private static CompletionStage<Decision> run(Run run) {
        run.guarded(run::goOn);
        return run.answer;
    }

    /** How a check is asked. */
    @FunctionalInterface
    private interface Question {
        CompletionStage<Finding> put(Check check, Inquiry inquiry, Evidence evidence);
    }

    /** What is done with what was found of somebody who may come again. */
    @FunctionalInterface
    private interface Keeper {
        void keep(Inquiry inquiry, List<Check> checks, Evidence evidence);
    }

    /** One decision under way. All but the construction happens on one thread at a time: the caller's, then the loop's. */
    private final class Run {

        private final Inquiry inquiry;
        private final ScheduledExecutorService loop;
        private final Question question;
        private final DecisionListener hears;
        private final Keeper keeper;
        private final long began = nanos.getAsLong();
        private final CompletableFuture<Decision> answer = new CompletableFuture<>();
        private final List<Asked> waiting = new ArrayList<>();
        private Evidence evidence = Evidence.NONE;
        private int next;
        private boolean recalled;
        private @Nullable Recollection recollection;
        private @Nullable Future<?> deadline;

        private Run(
                Inquiry inquiry,
                ScheduledExecutorService loop,
                Question question,
                DecisionListener hears,
                Keeper keeper) {
            this.inquiry = inquiry;
            this.loop = loop;
            this.question = question;
            this.hears = hears;
            this.keeper = keeper;
        }

        /** Whatever is wrong with a step of ours, who waits for the answer must hear of it. */
        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (Throwable fault) {
                answer.completeExceptionally(fault);
            }
        }

        private void goOn() {
            while (next < checks.size()) {
                Check check = checks.get(next);
                if (!waiting.isEmpty() && check.phase() != Phase.EVIDENCE) {
                    waitForAll();
                    return;
                }
                Optional<Verdict> verdict = verdictBefore(check);
                if (verdict.isPresent()) {
                    decided(verdict.get());
                    return;
                }
                if (check instanceof LastingCheck && recall()) {
                    continue;
                }
                Asked asked = new Asked(next, check.name(), examine(check));
                next++;
                if (asked.finding().isDone()) {
                    found(asked);
                } else {
                    waiting.add(asked);
                }
                if (!waiting.isEmpty() && check.phase() != Phase.EVIDENCE) {
                    waitForAll();
                    return;
                }
            }
            if (!waiting.isEmpty()) {
                waitForAll();
                return;
            }
            decided(judge.conclude(evidence));
        }

        private Optional<Verdict> verdictBefore(Check check) {
            Optional<Verdict> settled = judge.settled(evidence);
            return settled.isEmpty() && check.phase() == Phase.GREYLIST ? judge.weigh(evidence) : settled;
        }

        /** Takes what is remembered of the next checks. Returns whether anything is. */
        private boolean recall() {
            if (!recalled) {
                recalled = true;
                recollection = recollections.recall(inquiry);
            }
            if (recollection == null) {
                return false;
            }
            List<Item> known = recollection.from(next);
            evidence = evidence.with(known, placeOf(next));
            next += known.size();
            return true;
        }

        private CompletableFuture<Finding> examine(Check check) {
            try {
                return question.put(check, inquiry, evidence).toCompletableFuture();
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void waitForAll() {
            if (deadline == null) {
                long left = rules.deadline().toNanos() - (nanos.getAsLong() - began);
                deadline = loop.schedule(() -> guarded(this::late), left, TimeUnit.NANOSECONDS);
            }
            // The first of them may be heard by the loop while a caller that is not the loop still asks for the others.
            for (Asked asked : List.copyOf(waiting)) {
                var unused = asked.finding().whenCompleteAsync((value, failure) -> guarded(this::heard), loop);
            }
        }

        /** One of those that were waited for has answered. It may settle the question without the rest. */
        private void heard() {
            if (answer.isDone() || waiting.isEmpty()) {
                return;
            }
            boolean all = waiting.stream().allMatch(asked -> asked.finding().isDone());
            if (all) {
                takeWhatHasCome();
                goOn();
            } else if (waiting.stream().anyMatch(this::settles)) {
                takeWhatHasCome();
                decided(judge.conclude(evidence));
            }
        }

        private boolean settles(Asked asked) {
            return asked.finding().isDone()
                    && !asked.finding().isCompletedExceptionally()
                    && !rules.observed().contains(asked.check())
                    && asked.finding().join() instanceof Finding.Settled;
        }

        private void takeWhatHasCome() {
            for (Asked asked : List.copyOf(waiting)) {
                if (asked.finding().isDone()) {
                    waiting.remove(asked);
                    found(asked);
                }
            }
        }

        private Finding known(Asked asked) {
            if (asked.finding().isCompletedExceptionally()) {
                Throwable why =
                        asked.finding().handle((value, failure) -> failure).join();
                hears.checkFailed(asked.check(), why);
                return new Finding.Unknown(Reason.INTERNAL_ERROR, String.valueOf(why));
            }
            return asked.finding().join();
        }

        private void found(Asked asked) {
            boolean observed = rules.observed().contains(asked.check());
            evidence = evidence.with(new Item(asked.check(), known(asked), observed), placeOf(asked.number()));
        }

        /** Evidence stands in the order of the checks, whichever answered first: people compare one decision with another. */
        private int placeOf(int number) {
            int place = number;
            for (Asked other : waiting) {
                if (other.number() < number) {
                    place--;
                }
            }
            return place;
        }

        private void late() {
            if (!answer.isDone()) {
                takeWhatHasCome();
                String silent = waiting.stream().map(Asked::check).collect(Collectors.joining(", "));
                decided(judge.late(evidence, silent));
            }
        }

        private void decided(Verdict verdict) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            Duration took = Duration.ofNanos(nanos.getAsLong() - began);
            Decision decision = new Decision(inquiry, evidence, verdict, rules.observe(), took);
            if (recalled && recollection == null && verdict instanceof Verdict.Pass) {
                keeper.keep(inquiry, checks, evidence);
            }
            hears.decided(decision);
            answer.complete(decision);
        }
    }

    /** A check that was asked, its place among all, and its answer now or later. */
    private record Asked(int number, String check, CompletableFuture<Finding> finding) {}
}
