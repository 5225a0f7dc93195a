package org.doorward.check.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MarksTest {

    private long now;
    private final Marks marks = new Marks(3, Duration.ofNanos(10), () -> now);

    @Test
    void a_thing_is_new_once() {
        assertThat(marks.add("a")).isTrue();
        assertThat(marks.add("a")).isFalse();
    }

    @Test
    void what_was_removed_is_new_again() {
        marks.add("a");
        marks.remove("a");

        assertThat(marks.add("a")).isTrue();
    }

    @Test
    void a_thing_is_forgotten_when_it_was_not_seen_for_a_while() {
        marks.add("a");
        now = 9;
        assertThat(marks.add("a")).isFalse();
        now = 18;
        assertThat(marks.add("a")).isFalse();
        now = 28;
        assertThat(marks.add("a")).isTrue();
    }

    @Test
    void the_one_that_was_not_seen_for_longest_gives_way() {
        marks.add("a");
        marks.add("b");
        marks.add("c");
        marks.add("a");
        marks.add("d");

        assertThat(marks.add("a")).isFalse();
        assertThat(marks.add("b")).isTrue();
    }
}
