package org.doorward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TripwireTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private final Tripwire three = new Tripwire(3, Duration.ofSeconds(60));

    @Test
    void three_within_a_minute_touch_it() {
        assertThat(three.touchedBy(at(0, 30, 60), NOON.plusSeconds(60))).isTrue();
    }

    @Test
    void three_within_a_minute_and_a_second_do_not() {
        assertThat(three.touchedBy(at(0, 30, 61), NOON.plusSeconds(61))).isFalse();
    }

    @Test
    void only_the_newest_count() {
        assertThat(three.touchedBy(at(0, 1, 2, 500, 900), NOON.plusSeconds(900)))
                .isFalse();
        assertThat(three.touchedBy(at(0, 400, 900, 901, 902), NOON.plusSeconds(902)))
                .isTrue();
    }

    @Test
    void too_few_never_do() {
        assertThat(three.touchedBy(at(), NOON.plusSeconds(0))).isFalse();
        assertThat(three.touchedBy(at(0, 0), NOON.plusSeconds(0))).isFalse();
    }

    @Test
    void a_single_one_can_be_enough() {
        assertThat(new Tripwire(1, Duration.ofSeconds(1)).touchedBy(at(7), NOON.plusSeconds(7)))
                .isTrue();
    }

    @Test
    void what_touched_it_long_ago_does_not_do_so_again() {
        assertThat(three.touchedBy(at(0, 30, 60), NOON.plusSeconds(120))).isTrue();
        assertThat(three.touchedBy(at(0, 30, 60), NOON.plusSeconds(121))).isFalse();
    }

    @Test
    void nor_does_what_lies_in_the_future_for_the_clock_was_set_back() {
        assertThat(three.touchedBy(at(0, 30, 60), NOON.plusSeconds(59))).isTrue();
        assertThat(three.touchedBy(at(0, 30, 60), NOON.minusSeconds(3600))).isFalse();
    }

    private static List<Instant> at(int... seconds) {
        return IntStream.of(seconds).mapToObj(NOON::plusSeconds).toList();
    }
}
