package org.doorward.check.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.doorward.text.Fingerprints;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final int MOST = 20_000;

    private long now;
    private final Marks marks = new Marks(MOST, Duration.ofNanos(10), () -> now);

    @Test
    void a_thing_is_new_once() {
        assertThat(marks.add(print("a"))).isTrue();
        assertThat(marks.add(print("a"))).isFalse();
    }

    @Test
    void what_was_removed_is_new_again() {
        marks.add(print("a"));
        marks.remove(print("a"));

        assertThat(marks.contains(print("a"))).isFalse();
        assertThat(marks.add(print("a"))).isTrue();
    }

    @Test
    void a_thing_is_forgotten_when_it_was_not_seen_for_a_while() {
        marks.add(print("a"));
        now = 9;
        assertThat(marks.add(print("a"))).isFalse();
        now = 18;
        assertThat(marks.contains(print("a"))).isTrue();
        assertThat(marks.add(print("a"))).isFalse();
        now = 28;
        assertThat(marks.contains(print("a"))).isFalse();
        assertThat(marks.add(print("a"))).isTrue();
    }

    @Test
    void what_was_not_seen_for_longest_gives_way() {
        Marks few = new Marks(1, Duration.ofDays(1), () -> now);
        // All of them belong to one set.
        for (long print = 1; print <= Marks.SET; print++) {
            now++;
            few.add(print);
        }
        now++;
        few.add(1);
        now++;
        few.add(1L + Marks.SET);

        assertThat(few.contains(1)).isTrue();
        assertThat(few.contains(2)).isFalse();
        assertThat(few.contains(3)).isTrue();
    }

    @Test
    void nearly_all_are_remembered_that_there_is_room_for() {
        for (int thing = 0; thing < MOST; thing++) {
            marks.add(print("thing " + thing));
        }

        int remembered = 0;
        for (int thing = 0; thing < MOST; thing++) {
            remembered += marks.contains(print("thing " + thing)) ? 1 : 0;
        }
        assertThat(remembered).isBetween(MOST * 95 / 100, MOST);
    }

    private static long print(String what) {
        return Fingerprints.add(new Fingerprints(1).begin(), what);
    }
}
