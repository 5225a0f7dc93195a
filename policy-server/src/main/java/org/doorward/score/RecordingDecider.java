package org.doorward.score;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.doorward.decision.Decider;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiry;
import org.doorward.store.blame.Offence;

/**
 * Has offences recorded before their answer leaves: who was told of a rejection has it on his account, whatever happens to
 * this process. All other answers leave as they come.
 */
public final class RecordingDecider implements Decider {

    /** A sick store must not make Postfix wait; the rejection is right without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Decider decider;
    private final Scoreboard scoreboard;
    private final Duration deadline;

    /**
     * A decider around another.
     *
     * @param decider decides
     * @param scoreboard records
     * @param deadline how long decision and record may take together
     */
    public RecordingDecider(Decider decider, Scoreboard scoreboard, Duration deadline) {
        this.decider = decider;
        this.scoreboard = scoreboard;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Decision> decide(Inquiry inquiry, ScheduledExecutorService loop) {
        CompletableFuture<Decision> decided = decider.decide(inquiry, loop).toCompletableFuture();
        if (!decided.isDone()) {
            return decided.thenCompose(decision -> recorded(decision, loop));
        }
        return decided.isCompletedExceptionally() ? decided : recorded(decided.join(), loop);
    }

    private CompletionStage<Decision> recorded(Decision decision, ScheduledExecutorService loop) {
        List<Offence> offences = scoreboard.offences(decision);
        if (offences.isEmpty()) {
            return CompletableFuture.completedFuture(decision);
        }
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        long left = deadline.minus(decision.took()).toMillis();
        long wait = Math.max(0, Math.min(left, PATIENCE.toMillis()));
        Future<?> patience = loop.schedule(() -> answer.complete(decision), wait, TimeUnit.MILLISECONDS);
        var unused = scoreboard
                .record(decision, offences)
                .whenCompleteAsync(
                        (nothing, failure) -> {
                            patience.cancel(false);
                            answer.complete(decision);
                        },
                        loop);
        return answer;
    }
}
