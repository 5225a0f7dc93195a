package org.doorward.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.feed.RealLedger;
import org.doorward.store.blame.Offender;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rejections are answered when they are recorded, on a real store; but no store and no name server holds an answer for long. */
@Timeout(60)
class RecordingDeciderTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final BanRules RULES = TestBanRules.trapped();
    private static final IpAddress CLIENT = IpAddress.parse("198.51.100.7").orElseThrow();

    @TempDir
    Path folder;

    /** An event loop whose time stands still until the test moves it. */
    private final EmbeddedChannel loop = new EmbeddedChannel();

    /** Whether the client is never banned: a look-up that ends when the test lets it. */
    private final CompletableFuture<NeverBan.Answer> lookedUp = new CompletableFuture<>();

    private RealLedger store;

    @BeforeEach
    void open() throws Exception {
        loop.freezeTime();
        store = new RealLedger(folder);
    }

    @AfterEach
    void close() {
        loop.finishAndReleaseAll();
        store.close();
    }

    @Test
    void aRejectionIsAnsweredWhenItsOffenceAndItsBanAreRecorded() {
        CompletableFuture<Decision> answer = decide(rejected(Duration.ZERO));
        await("the offence", () -> store.events.contains("offence spamtrap"));
        loop.runPendingTasks();
        assertThat(answer).as("the ban is not decided yet").isNotDone();

        lookedUp.complete(NeverBan.Answer.NOTHING);
        await("the answer", () -> {
            loop.runPendingTasks();
            return answer.isDone();
        });

        assertThat(store.ledger().standing(CLIENT, store.now)).isPresent();
        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.SPAMTRAP);
    }

    @Test
    void aLookUpThatHangsHoldsItForASecondAndNoLonger() {
        CompletableFuture<Decision> answer = decide(rejected(Duration.ZERO));

        advance(Duration.ofMillis(999));
        assertThat(answer).isNotDone();
        advance(Duration.ofMillis(1));

        assertThat(answer).isCompleted();
        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.SPAMTRAP);
    }

    @Test
    void whatComesAfterTheAnswerIsRecordedNoneTheLess() {
        var unused = decide(rejected(Duration.ZERO));
        advance(Duration.ofSeconds(1));
        lookedUp.complete(NeverBan.Answer.NOTHING);

        await("the ban", () -> store.ledger().standing(CLIENT, store.now).isPresent());
    }

    @Test
    void aDecisionThatTookLongLeavesTheRecordOnlyWhatIsLeftUntilTheDeadline() {
        CompletableFuture<Decision> answer = decide(rejected(DEADLINE.minusMillis(200)));

        advance(Duration.ofMillis(199));
        assertThat(answer).isNotDone();
        advance(Duration.ofMillis(1));

        assertThat(answer).isCompleted();
    }

    @Test
    void oneAtTheDeadlineIsAnsweredAtOnce() {
        CompletableFuture<Decision> answer = decide(rejected(DEADLINE.plusSeconds(1)));

        advance(Duration.ZERO);

        assertThat(answer).isCompleted();
    }

    @Test
    void aStoreThatRefusesHoldsNothingAndIsCounted() {
        store.close();

        CompletableFuture<Decision> answer = decide(rejected(Duration.ZERO));
        await("the answer", () -> {
            loop.runPendingTasks();
            return answer.isDone();
        });

        assertThat(answer.join().verdict().reason()).isEqualTo(Reason.SPAMTRAP);
        assertThat(store.events).containsExactly("lost");
    }

    @Test
    void whatRejectsNobodyLeavesAsItComes() {
        Decision passed = decision(new Verdict.Pass(Reason.NOTHING_AGAINST, ""), Duration.ZERO);

        assertThat(decide(passed)).isCompletedWithValue(passed);
        Offender offender = RealLedger.await(store.ledger().look(Offenders.of(CLIENT)));
        assertThat(offender.vectors()).isEmpty();
    }

    private void advance(Duration time) {
        loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        loop.runPendingTasks();
        loop.runScheduledPendingTasks();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Decision> decide(Decision decision) {
        NeverBan neverBan = new NeverBan(List.of(), List.of(address -> lookedUp));
        Scoreboard scoreboard = new Scoreboard(store.ledger(), RULES, neverBan, store, new Random(7));
        RecordingDecider decider = new RecordingDecider(
                (inquiry, on) -> CompletableFuture.completedFuture(decision), scoreboard, DEADLINE);
        return decider.decide(decision.inquiry(), loop.eventLoop()).toCompletableFuture();
    }

    private Decision rejected(Duration took) {
        return decision(new Verdict.Reject(Reason.SPAMTRAP, "trap@example.net", "User unknown"), took);
    }

    private Decision decision(Verdict verdict, Duration took) {
        Inquiry template = Inquiries.stranger().from(CLIENT.toString()).get();
        Inquiry inquiry = new Inquiry(
                store.now,
                template.state(),
                template.client(),
                template.envelope(),
                template.login(),
                template.context());
        return new Decision(inquiry, Evidence.NONE, verdict, false, took);
    }
}
