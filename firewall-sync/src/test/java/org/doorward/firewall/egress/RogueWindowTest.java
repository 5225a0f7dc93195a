package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RogueWindowTest {

    private final Instant begin = Instant.parse("2026-11-26T10:00:00Z");
    private final RogueWindow window = new RogueWindow(Duration.ofMinutes(10));

    @Test
    void tellsOnceAWindowWithAllThatWasTriedSince() {
        assertThat(window.tell(Map.of("10.7.0.2", 3L), begin)).containsExactly(Map.entry("10.7.0.2", 3L));
        assertThat(window.tell(Map.of("10.7.0.2", 8L), begin.plusSeconds(599))).isEmpty();
        assertThat(window.waits(Map.of("10.7.0.2", 8L))).isTrue();
        assertThat(window.tell(Map.of("10.7.0.2", 8L), begin.plusSeconds(600)))
                .containsExactly(Map.entry("10.7.0.2", 5L));
        assertThat(window.waits(Map.of("10.7.0.2", 8L))).isFalse();
    }

    @Test
    void tellsNothingOfWhoHasStopped() {
        window.tell(Map.of("10.7.0.2", 3L), begin);
        assertThat(window.tell(Map.of("10.7.0.2", 3L), begin.plusSeconds(6000))).isEmpty();
    }

    @Test
    void countsFromTheBeginningAfterTheSetWasEmptied() {
        window.tell(Map.of("10.7.0.2", 100L), begin);
        assertThat(window.tell(Map.of("10.7.0.2", 4L), begin.plusSeconds(600)))
                .containsExactly(Map.entry("10.7.0.2", 4L));
    }

    @Test
    void tellsOfEachByItself() {
        window.tell(Map.of("10.7.0.2", 3L), begin);
        assertThat(window.tell(Map.of("10.7.0.2", 4L, "10.7.0.9", 1L), begin.plusSeconds(1)))
                .containsExactly(Map.entry("10.7.0.9", 1L));
    }
}
