package org.doorward.check.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final int MOST = 20_000;

    private long now;
    private final Marks marks = new Marks(MOST, Duration.ofNanos(10), () -> now, 1);

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
        Marks few = new Marks(1, Duration.ofDays(1), () -> now, 1);
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

    @Test
    void things_that_look_alike_are_told_apart() {
        Set<Long> prints = new HashSet<>();
        for (int message = 0; message < 1000; message++) {
            for (int recipient = 0; recipient < 100; recipient++) {
                prints.add(marks.print("anna", "35f." + message, "r" + recipient + "@example.org"));
            }
        }
        prints.add(marks.print("anna", "ab", "c"));
        prints.add(marks.print("anna", "a", "bc"));
        prints.add(marks.print("anna", "abc", ""));

        assertThat(prints).hasSize(100_003);
    }

    @Test
    void another_process_has_other_prints() {
        assertThat(new Marks(MOST, Duration.ofDays(1), () -> now, 2).print("a", "b", "c"))
                .isNotEqualTo(marks.print("a", "b", "c"));
    }

    private long print(String what) {
        return marks.print("key", "within", what);
    }
}
