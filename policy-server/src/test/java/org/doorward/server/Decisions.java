package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.doorward.decision.Decider;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;

/** Decisions and deciders for tests. */
final class Decisions {

    private Decisions() {}

    static Decision decision(Inquiry inquiry, Verdict verdict) {
        return new Decision(inquiry, Evidence.NONE, verdict, false, Duration.ZERO);
    }

    static Decision observed(Inquiry inquiry, Verdict verdict) {
        return new Decision(inquiry, Evidence.NONE, verdict, true, Duration.ZERO);
    }

    static Verdict pass() {
        return new Verdict.Pass(Reason.NOTHING_AGAINST, "");
    }

    static Verdict pass(String header) {
        return new Verdict.Pass(Reason.GREYLIST_PASSED, "", Optional.of(header));
    }

    static Verdict defer(String text) {
        return new Verdict.Defer(Reason.GREYLISTED, "", text);
    }

    static Verdict reject(String text) {
        return new Verdict.Reject(Reason.DENY_LISTED, "", text);
    }

    /** Rejects at once, with the recipient as the text, so that a test sees which request a reply is for. */
    static final Decider ECHO = (inquiry, loop) -> CompletableFuture.completedFuture(echo(inquiry));

    /** What the echo replies about this recipient. */
    static String echoed(String recipient) {
        return "REJECT 5.7.1 " + recipient;
    }

    private static Decision echo(Inquiry inquiry) {
        return decision(inquiry, reject(inquiry.envelope().recipient()));
    }

    /** Decides like {@link #ECHO}, but only when the test says so. Thread-safe. */
    static final class Held implements Decider {

        private record Question(Inquiry inquiry, CompletableFuture<Decision> answer) {}

        private final Queue<Question> questions = new ArrayDeque<>();

        @Override
        public synchronized CompletionStage<Decision> decide(Inquiry inquiry, ScheduledExecutorService loop) {
            Question question = new Question(inquiry, new CompletableFuture<>());
            questions.add(question);
            notifyAll();
            return question.answer();
        }

        synchronized int asked() {
            return questions.size();
        }

        /** Waits until so many questions wait; fails when they do not come. */
        synchronized void awaitAsked(int count) throws InterruptedException {
            for (int round = 0; questions.size() < count; round++) {
                assertThat(round)
                        .as("a tenth of a second each, waiting to be asked")
                        .isLessThan(100);
                wait(100);
            }
        }

        /** Decides on the question that has waited longest. */
        void release() {
            Question question = next();
            question.answer().complete(echo(question.inquiry()));
        }

        void fail(Throwable cause) {
            next().answer().completeExceptionally(cause);
        }

        private synchronized Question next() {
            return questions.remove();
        }
    }
}
