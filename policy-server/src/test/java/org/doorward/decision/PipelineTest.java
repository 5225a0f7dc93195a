package org.doorward.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.doorward.decision.Check.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final Finding ALLOWED = new Finding.Settled(new Verdict.Pass(Reason.ALLOW_LISTED, ""));
    private static final Finding DEFERRED = new Finding.Settled(new Verdict.Defer(Reason.GREYLISTED, "", "Come back"));
    private static final Finding TWENTY = new Finding.Points(Reason.SCORE, 20, "");

    /** An event loop whose time stands still until the test moves it. */
    private final EmbeddedChannel loop = new EmbeddedChannel();

    private final List<Decision> heard = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private long nanos;

    PipelineTest() {
        loop.freezeTime();
    }

    @AfterEach
    void close() {
        loop.finishAndReleaseAll();
    }

    @Test
    void allChecksAreAskedInTheirOrder() {
        Decision decision = decide(pipeline(check("a", Finding.NOTHING), check("b", Finding.NOTHING)));

        assertThat(asked).containsExactly("a", "b");
        assertThat(decision.evidence().items()).extracting(Evidence.Item::check).containsExactly("a", "b");
        assertThat(decision.verdict().reason()).isEqualTo(Reason.NOTHING_AGAINST);
    }

    @Test
    void aSettledFindingEndsTheQuestions() {
        Decision decision = decide(pipeline(check("a", ALLOWED), check("b", DEFERRED)));

        assertThat(asked).containsExactly("a");
        assertThat(decision.verdict().reason()).isEqualTo(Reason.ALLOW_LISTED);
    }

    @Test
    void whoIsRefusedForPointsIsNotGreylisted() {
        Decision decision =
                decide(pipeline(check("points", Phase.EVIDENCE, TWENTY), check("grey", Phase.GREYLIST, DEFERRED)));

        assertThat(asked).containsExactly("points");
        assertThat(decision.verdict().kind()).isEqualTo("reject");
    }

    @Test
    void pointsAreWeighedWhenAllEvidenceIsHeard() {
        Finding better = new Finding.Points(Reason.SCORE, -10, "");

        Decision decision =
                decide(pipeline(check("bad", Phase.EVIDENCE, TWENTY), check("good", Phase.EVIDENCE, better)));

        assertThat(decision.verdict().kind()).isEqualTo("pass");
    }

    @Test
    void laterChecksSeeWhatEarlierOnesFound() {
        List<Double> seen = new ArrayList<>();
        Check last = check("last", Phase.GREYLIST, (inquiry, evidence) -> {
            seen.add(evidence.points());
            return CompletableFuture.completedStage(Finding.NOTHING);
        });

        decide(pipeline(check("five", Phase.EVIDENCE, new Finding.Points(Reason.SCORE, 5, "")), last));

        assertThat(seen).containsExactly(5.0);
    }

    @Test
    void checksMustStandInTheOrderOfTheirPhases() {
        assertThatThrownBy(() -> pipeline(
                        check("grey", Phase.GREYLIST, DEFERRED), check("exempt", Phase.EXEMPT, Finding.NOTHING)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exempt");
    }

    @Test
    void anAnswerFromMemoryIsThereAtOnce() {
        assertThat(pipeline(check("a", ALLOWED)).decide(inquiry(), loop.eventLoop()))
                .satisfies(stage -> assertThat(stage.toCompletableFuture()).isDone());
    }

    @Test
    void anAnswerThatTakesTimeComesOnTheLoop() {
        CompletableFuture<Finding> later = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(check("slow", later), check("b", ALLOWED)));

        assertThat(answer).isNotDone();
        later.complete(Finding.NOTHING);
        assertThat(answer).as("the loop has not run yet").isNotDone();
        loop.runPendingTasks();

        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.ALLOW_LISTED);
    }

    @Test
    void atTheDeadlineTheJudgeHasToDoWithWhatThereIs() {
        CompletableFuture<Decision> answer = start(pipeline(check("slow", new CompletableFuture<>())));

        pass(Duration.ofMillis(4999));
        assertThat(answer).isNotDone();
        pass(Duration.ofMillis(1));

        assertThat(answer.join().verdict()).isEqualTo(new Verdict.Pass(Reason.DEADLINE, "no answer from check slow"));
    }

    @Test
    void checksOfTheEvidenceWaitSideBySide() {
        CompletableFuture<Finding> one = new CompletableFuture<>();
        CompletableFuture<Finding> two = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(
                check("one", Phase.EVIDENCE, one),
                check("two", Phase.EVIDENCE, two),
                check("grey", Phase.GREYLIST, DEFERRED)));

        assertThat(asked).containsExactly("one", "two");
        two.complete(new Finding.Points(Reason.HELO, 3, ""));
        loop.runPendingTasks();
        assertThat(answer).isNotDone();
        one.complete(new Finding.Points(Reason.DNSBL, 4, ""));
        loop.runPendingTasks();

        assertThat(answer.join().evidence().points()).isEqualTo(7);
        assertThat(answer.join().evidence().items())
                .extracting(Evidence.Item::check)
                .containsExactly("one", "two", "grey");
        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void evidenceStandsInTheOrderOfTheChecksWhicheverAnsweredFirst() {
        CompletableFuture<Finding> one = new CompletableFuture<>();
        CompletableFuture<Finding> three = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(
                check("zero", Phase.EVIDENCE, Finding.NOTHING),
                check("one", Phase.EVIDENCE, one),
                check("two", Phase.EVIDENCE, Finding.NOTHING),
                check("three", Phase.EVIDENCE, three),
                check("four", Phase.EVIDENCE, Finding.NOTHING),
                check("five", Phase.EVIDENCE, new CompletableFuture<>())));

        three.complete(TWENTY);
        loop.runPendingTasks();
        one.complete(TWENTY);
        pass(Duration.ofSeconds(5));

        assertThat(answer.join().evidence().items())
                .extracting(Evidence.Item::check)
                .containsExactly("zero", "one", "two", "three", "four");
    }

    @Test
    void whatSettlesTheQuestionIsNotKeptWaitingByTheRest() {
        CompletableFuture<Finding> trap = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(
                check("slow", Phase.EVIDENCE, new CompletableFuture<>()), check("trap", Phase.EVIDENCE, trap)));

        trap.complete(DEFERRED);
        loop.runPendingTasks();

        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void atTheDeadlineTheEvidenceThatHasComeCounts() {
        CompletableFuture<Finding> heard = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(
                check("slow", Phase.EVIDENCE, new CompletableFuture<>()), check("quick", Phase.EVIDENCE, heard)));
        heard.complete(TWENTY);

        pass(Duration.ofSeconds(5));

        assertThat(answer.join().verdict().kind()).isEqualTo("reject");
    }

    @Test
    void aListenerThatThrowsFailsTheDecisionAndLeavesNobodyWaiting() {
        CompletableFuture<Finding> later = new CompletableFuture<>();
        Pipeline pipeline = new Pipeline(
                List.of(check("slow", later)),
                new Judge(10, 1, "No"),
                new Pipeline.Rules(Duration.ofSeconds(5), false, Set.of()),
                () -> nanos,
                1,
                decision -> {
                    throw new IllegalStateException("a fault of ours");
                });
        CompletableFuture<Decision> answer = start(pipeline);
        later.complete(Finding.NOTHING);
        loop.runPendingTasks();

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void severalSlowChecksShareOneDeadline() {
        CompletableFuture<Finding> first = new CompletableFuture<>();
        CompletableFuture<Decision> answer =
                start(pipeline(check("first", first), check("second", new CompletableFuture<>())));

        pass(Duration.ofSeconds(3));
        first.complete(Finding.NOTHING);
        loop.runPendingTasks();
        pass(Duration.ofSeconds(2));

        assertThat(answer.join().verdict().detail()).contains("second");
    }

    @Test
    void anAnswerAfterTheDeadlineChangesNothing() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        CompletableFuture<Decision> answer = start(pipeline(check("slow", slow)));
        pass(Duration.ofSeconds(5));

        slow.complete(DEFERRED);
        loop.runPendingTasks();

        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.DEADLINE);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aCheckThatThrowsIsAFailedSourceAndTheOthersAreAskedStill() {
        Check broken = check("broken", Phase.EXEMPT, (inquiry, evidence) -> {
            throw new IllegalStateException("a fault of ours");
        });

        Decision decision = decide(pipeline(broken, check("b", Finding.NOTHING)));

        assertThat(asked).containsExactly("broken", "b");
        assertThat(decision.verdict().kind()).isEqualTo("pass");
        assertThat(decision.verdict().reason()).isEqualTo(Reason.INTERNAL_ERROR);
        assertThat(decision.verdict().detail()).contains("a fault of ours");
    }

    @Test
    void whoListensHearsOfACheckThatFailed() {
        List<String> failed = new ArrayList<>();
        DecisionListener listener = new DecisionListener() {
            @Override
            public void decided(Decision decision) {
                failed.add("then decided");
            }

            @Override
            public void checkFailed(String check, Throwable why) {
                failed.add(check + ": " + why.getMessage());
            }
        };
        Check broken = check("broken", CompletableFuture.failedFuture(new IllegalStateException("lost")));
        decide(new Pipeline(List.of(broken), new Judge(15, 1, "No"), rules(false, Set.of()), () -> nanos, 1, listener));

        assertThat(failed).containsExactly("broken: lost", "then decided");
    }

    @Test
    void aCheckWhoseAnswerFailsIsAFailedSource() {
        Decision decision = decide(pipeline(
                check("broken", CompletableFuture.failedFuture(new IllegalStateException("lost"))),
                check("b", ALLOWED)));

        assertThat(decision.verdict().reason()).isEqualTo(Reason.ALLOW_LISTED);
        assertThat(decision.evidence().items().get(0).finding()).isInstanceOf(Finding.Unknown.class);
    }

    @Test
    void aCheckThatOnlyObservesDecidesNothing() {
        Decision decision = decide(pipeline(rules(false, Set.of("grey")), check("grey", Phase.GREYLIST, DEFERRED)));

        assertThat(decision.verdict().kind()).isEqualTo("pass");
        assertThat(decision.evidence().items()).containsExactly(new Evidence.Item("grey", DEFERRED, true));
    }

    @Test
    void inObserveModeTheVerdictIsRecordedOnly() {
        Decision decision = decide(pipeline(rules(true, Set.of()), check("grey", Phase.GREYLIST, DEFERRED)));

        assertThat(decision.observed()).isTrue();
        assertThat(decision.verdict().kind()).isEqualTo("defer");
    }

    @Test
    void everyDecisionIsHeardOfOnceWithTheTimeItTook() {
        Check slow = check("a", Phase.EXEMPT, (inquiry, evidence) -> {
            nanos += 7_000;
            return CompletableFuture.completedStage(Finding.NOTHING);
        });

        Decision decision = decide(pipeline(slow));

        assertThat(heard).containsExactly(decision);
        assertThat(decision.took()).isEqualTo(Duration.ofNanos(7_000));
    }

    /** As when a thread that is not the loop asks: what was waited for first is heard while it still asks for the others. */
    @Test
    void theLoopMayHearOfACheckBeforeTheCallerWaitsForTheNext() {
        CompletableFuture<Finding> other = new CompletableFuture<>();
        CompletableFuture<Finding> first = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Finding> whenCompleteAsync(
                    BiConsumer<? super Finding, ? super Throwable> action, Executor executor) {
                CompletableFuture<Finding> stage = super.whenCompleteAsync(action, executor);
                complete(Finding.NOTHING);
                other.complete(Finding.NOTHING);
                loop.runPendingTasks();
                return stage;
            }
        };

        CompletableFuture<Finding> greylist = new CompletableFuture<>();

        CompletableFuture<Decision> answer = start(pipeline(
                check("a", Phase.EVIDENCE, first),
                check("b", Phase.EVIDENCE, other),
                check("grey", Phase.GREYLIST, greylist)));
        assertThat(answer).isNotDone();
        greylist.complete(DEFERRED);
        loop.runPendingTasks();

        assertThat(answer)
                .isCompletedWithValueMatching(
                        decision -> decision.verdict().kind().equals("defer"));
    }

    private Pipeline pipeline(Check... checks) {
        return pipeline(rules(false, Set.of()), checks);
    }

    private Pipeline pipeline(Pipeline.Rules rules, Check... checks) {
        return new Pipeline(List.of(checks), new Judge(15, 1, "Too many points"), rules, () -> nanos, 1, heard::add);
    }

    private static Pipeline.Rules rules(boolean observe, Set<String> observed) {
        return new Pipeline.Rules(Duration.ofSeconds(5), observe, observed);
    }

    private Decision decide(Pipeline pipeline) {
        return start(pipeline).join();
    }

    private CompletableFuture<Decision> start(Pipeline pipeline) {
        return pipeline.decide(inquiry(), loop.eventLoop()).toCompletableFuture();
    }

    private static Inquiry inquiry() {
        return Inquiries.stranger().get();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        loop.runScheduledPendingTasks();
    }

    private Check check(String name, Finding finding) {
        return check(name, Phase.EXEMPT, finding);
    }

    private Check check(String name, CompletionStage<Finding> finding) {
        return check(name, Phase.EXEMPT, (inquiry, evidence) -> finding);
    }

    private Check check(String name, Phase phase, Finding finding) {
        return check(name, phase, (inquiry, evidence) -> CompletableFuture.completedStage(finding));
    }

    private Check check(String name, Phase phase, CompletionStage<Finding> finding) {
        return check(name, phase, (inquiry, evidence) -> finding);
    }

    private Check check(String name, Phase phase, BiFunction<Inquiry, Evidence, CompletionStage<Finding>> answer) {
        return new StubCheck(name, phase, (inquiry, evidence) -> {
            asked.add(name);
            return answer.apply(inquiry, evidence);
        });
    }
}
