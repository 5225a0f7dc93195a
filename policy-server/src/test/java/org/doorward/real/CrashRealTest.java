package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.doorward.PolicyClient;
import org.doorward.real.NewcomerLoad.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promise: nobody is told to come back by a server that a {@code kill -9} can make forget it said so. */
@Tag("real")
class CrashRealTest {

    private static final int ROUNDS = 20;
    private static final int CONNECTIONS = 4;
    private static final int MOST_ANSWERS = 1500;

    /** The longest that can be set: what was forgotten would be told exactly this again. */
    private static final Duration DELAY = Duration.ofHours(12);

    @Test
    void noDeferralThatAClientHasReceivedIsForgottenByAKill() throws IOException {
        long seed = System.nanoTime();
        System.out.println("CrashRealTest: seed " + seed);
        Random random = new Random(seed);
        try (TestFolder folder = TestFolder.make("crash")) {
            // Small generations, so that kills hit their takeover into the database too.
            DoorwardSetup setup = DoorwardSetup.in(folder.path())
                    .set("greylist.delay=12h")
                    .set("store.generation_rows=1000")
                    .set("log.decisions=false");
            List<Answer> all = new ArrayList<>();
            List<Answer> last = List.of();
            for (int round = 1; round <= ROUNDS; round++) {
                last = untilKilled(setup, "round" + round, 1 + random.nextInt(MOST_ANSWERS), last);
                assertThat(last).as("deferrals of round " + round).isNotEmpty();
                all.addAll(last);
            }
            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                assertRemembered(server, all);
                server.stop();
            }
            System.out.println("CrashRealTest: " + all.size() + " deferrals in " + ROUNDS + " rounds, none lost");
        }
    }

    /** One round: checks what the round before was promised, and returns what this one was. */
    private static List<Answer> untilKilled(DoorwardSetup setup, String name, int answers, List<Answer> before)
            throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            assertRemembered(server, before);
            try (NewcomerLoad load = NewcomerLoad.start(server, name, CONNECTIONS, Duration.ZERO)) {
                Waiting.until(answers + " answers", () -> load.count() >= answers);
                server.kill();
                load.stop();
                assertThat(load.answers()).allMatch(Answer::deferred);
                return load.answers();
            }
        }
    }

    private static void assertRemembered(DoorwardProcess server, List<Answer> deferrals) throws IOException {
        if (deferrals.isEmpty()) {
            return;
        }
        // A second later the time left is less than the whole delay, and shows that the first attempt is remembered.
        Instant latest = deferrals.get(deferrals.size() - 1).at();
        Waiting.untilPast(latest.plusSeconds(1));
        List<String> forgotten = new ArrayList<>();
        try (PolicyClient client = server.connect()) {
            for (Answer deferral : deferrals) {
                String action = client.ask(NewcomerLoad.request(deferral.sender()));
                if (NewcomerLoad.secondsLeft(action) >= DELAY.toSeconds()) {
                    forgotten.add(deferral.sender());
                }
            }
        }
        assertThat(forgotten).as("forgotten of " + deferrals.size()).isEmpty();
    }
}
