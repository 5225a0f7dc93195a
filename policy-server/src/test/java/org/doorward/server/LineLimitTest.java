package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineLimitTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final LineLimit limit = new LineLimit(2, Duration.ofMinutes(1));

    @Test
    void theFirstLinesOfASpanAreWritten() {
        assertThat(limit.next(START)).hasValue(0);
        assertThat(limit.next(START)).hasValue(0);
    }

    @Test
    void furtherLinesOfTheSpanAreLeftOut() {
        fill();

        assertThat(limit.next(START.plusSeconds(59))).isEmpty();
    }

    @Test
    void theNextSpanTellsHowManyWereLeftOut() {
        fill();
        limit.next(START.plusSeconds(1));
        limit.next(START.plusSeconds(2));

        assertThat(limit.next(START.plusSeconds(60))).hasValue(2);
        assertThat(limit.next(START.plusSeconds(61))).hasValue(0);
    }

    @Test
    void aClockSetBackBeginsANewSpan() {
        fill();

        assertThat(limit.next(START.minusSeconds(3600))).isPresent();
    }

    private void fill() {
        limit.next(START);
        limit.next(START);
    }
}
