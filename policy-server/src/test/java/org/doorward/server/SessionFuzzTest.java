package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.doorward.CapturedLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Throws bytes at a whole session: whatever comes, each reply is valid and nothing but malformed requests is complained of. */
class SessionFuzzTest {

    private static final String TELLING = "\n\n\n==\r\0 \u00e9";

    @Test
    void whateverComesTheRepliesAreValid() {
        fuzz(20261121, 500);
    }

    @Test
    @Tag("long")
    void whateverComesForLongTheRepliesAreValid() {
        long seed = System.nanoTime();
        System.out.println("SessionFuzzTest seed " + seed);
        fuzz(seed, 50_000);
    }

    private static void fuzz(long seed, int rounds) {
        Random random = new Random(seed);
        int replies = 0;
        try (CapturedLog log = CapturedLog.of("org.doorward.server")) {
            for (int round = 0; round < rounds; round++) {
                try (Session session = new Session(Decisions.ECHO)) {
                    session.send(input(random).getBytes(StandardCharsets.UTF_8));
                    for (String segment : session.segments()) {
                        replies++;
                        assertThat(segment)
                                .as("seed %d round %d", seed, round)
                                .matches("action=REJECT 5\\.7\\.1 [ -~]{0,379}[!-~]\n\n");
                    }
                }
            }
            assertThat(log.lines()).allMatch(line -> line.startsWith("WARN Closed the connection from"));
        }
        assertThat(replies).as("replies, seed %d", seed).isPositive();
    }

    private static String input(Random random) {
        StringBuilder input =
                new StringBuilder(Session.request("user@test.invalid").repeat(1 + random.nextInt(3)));
        for (int change = random.nextInt(5); change > 0; change--) {
            char character = random.nextBoolean()
                    ? TELLING.charAt(random.nextInt(TELLING.length()))
                    : (char) random.nextInt(0x3000);
            input.setCharAt(random.nextInt(input.length()), character);
        }
        return input.toString();
    }
}
