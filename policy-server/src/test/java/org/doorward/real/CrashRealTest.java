package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.doorward.PolicyClient;
import org.doorward.real.NewcomerLoad.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The promises: nobody is told to come back, and nobody is banned, by a server that a {@code kill -9} can make forget it.
 */
@Tag("real")
class CrashRealTest {

    private static final int ROUNDS = 20;
    private static final int CONNECTIONS = 3;
    private static final int MOST_ANSWERS = 1500;

    /** The longest that can be set: what was forgotten would be told exactly this again. */
    private static final Duration DELAY = Duration.ofHours(12);

    private static final String TRAP = "trap@test.invalid";

    /**
     * What clients were answered.
     *
     * @param deferrals of newcomers
     * @param bans of clients that wrote to a trap: each is banned from then on
     */
    private record Promises(List<Answer> deferrals, List<Answer> bans) {

        static Promises none() {
            return new Promises(new ArrayList<>(), new ArrayList<>());
        }

        void add(Promises others) {
            deferrals.addAll(others.deferrals);
            bans.addAll(others.bans);
        }
    }

    @Test
    void nothingThatAClientWasToldIsForgottenByAKill() throws IOException {
        long seed = System.nanoTime();
        System.out.println("CrashRealTest: seed " + seed);
        Random random = new Random(seed);
        try (TestFolder folder = TestFolder.make("crash")) {
            // Small generations, so that kills hit their takeover into the database too.
            DoorwardSetup setup = DoorwardSetup.in(folder.path())
                    .set("greylist.delay=12h")
                    .set("spamtrap.recipients=[\"" + TRAP + "\"]")
                    .set("store.generation_rows=1000")
                    .set("log.decisions=false");
            Promises all = Promises.none();
            Promises last = Promises.none();
            for (int round = 1; round <= ROUNDS; round++) {
                last = untilKilled(setup, "round" + round, 1 + random.nextInt(MOST_ANSWERS), last);
                assertThat(last.deferrals()).as("deferrals of round " + round).isNotEmpty();
                all.add(last);
            }
            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                assertRemembered(server, all);
                server.stop();
            }
            assertThat(all.bans()).hasSizeGreaterThan(ROUNDS);
            System.out.println("CrashRealTest: " + all.deferrals().size() + " deferrals and "
                    + all.bans().size() + " bans in " + ROUNDS + " rounds, none lost");
        }
    }

    /** One round: checks what the round before was promised, and returns what this one was. */
    private static Promises untilKilled(DoorwardSetup setup, String name, int answers, Promises before)
            throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            assertRemembered(server, before);
            try (NewcomerLoad load = NewcomerLoad.start(server, name, CONNECTIONS, Duration.ZERO);
                    NewcomerLoad traps = NewcomerLoad.start(
                            server, name, 1, Duration.ofMillis(2), sender -> trapped(sender, TRAP))) {
                Waiting.until(answers + " answers", () -> load.count() >= answers);
                server.kill();
                load.stop();
                traps.stop();
                assertThat(load.answers()).allMatch(Answer::deferred);
                assertThat(traps.answers()).allMatch(answer -> answer.action().startsWith("550 5.1.1"));
                return new Promises(load.answers(), traps.answers());
            }
        }
    }

    /** A client of its own for each sender, so that the first letter to a trap is what bans it. */
    private static Map<String, String> trapped(String sender, String recipient) {
        int hash = sender.hashCode();
        String client = String.format(Locale.ROOT, "2001:db8:%x:%x::1", hash >>> 16, hash & 0xffff);
        return PolicyClient.request(client, sender, recipient);
    }

    private static void assertRemembered(DoorwardProcess server, Promises promises) throws IOException {
        assertDeferralsRemembered(server, promises.deferrals());
        try (PolicyClient client = server.connect()) {
            for (Answer ban : promises.bans()) {
                assertThat(client.ask(trapped(ban.sender(), "user@test.invalid")))
                        .as("of " + promises.bans().size())
                        .contains("Banned: ")
                        .contains(" for spamtrap; ban ");
            }
        }
    }

    private static void assertDeferralsRemembered(DoorwardProcess server, List<Answer> deferrals) throws IOException {
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
