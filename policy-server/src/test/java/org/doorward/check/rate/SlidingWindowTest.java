package org.doorward.check.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window against a list of all that was ever added. Times are in milliseconds; the seeds name a failing run. */
class SlidingWindowTest {

    private static final int SLOTS = SlidingWindow.SLOTS;

    private final SlidingWindow window = new SlidingWindow();

    @Test
    void begins_at_zero() {
        assertThat(window.count(0)).isZero();
        assertThat(window.count(1_234_567)).isZero();
        assertThat(new SlidingWindow().count(-5)).isZero();
    }

    @Test
    void what_was_added_counts_for_a_window_and_at_most_a_slot_more() {
        window.add(100);

        assertThat(window.count(100 + SLOTS)).isEqualTo(1);
        assertThat(window.count(100 + SLOTS + 1)).isZero();
    }

    @Test
    void what_is_taken_back_leaves_its_own_slot() {
        long first = window.add(100);
        window.add(110);

        window.takeBack(first);

        assertThat(window.count(100 + SLOTS + 1)).isEqualTo(1);
        assertThat(window.count(110 + SLOTS + 1)).isZero();
    }

    @Test
    void what_is_forgotten_cannot_be_taken_back() {
        long old = window.add(100);
        window.add(100 + SLOTS + 1);

        window.takeBack(old);
        window.takeBack(100 + SLOTS);
        window.takeBack(100 + 2 * SLOTS);

        assertThat(window.count(100 + SLOTS + 1)).isEqualTo(1);
    }

    @Test
    void time_stands_still_while_a_clock_that_was_set_back_catches_up() {
        window.add(100);

        assertThat(window.add(100 - SLOTS)).isEqualTo(100);
        assertThat(window.count(100 - SLOTS)).isEqualTo(2);
        assertThat(window.count(100 + SLOTS)).isEqualTo(2);
        assertThat(window.count(100 + SLOTS + 1)).isZero();
    }

    @Test
    void a_clock_that_was_set_back_by_more_than_a_window_begins_anew() {
        window.add(100);

        assertThat(window.count(100 - SLOTS - 1)).isZero();
        assertThat(window.add(100 - SLOTS - 1)).isEqualTo(100 - SLOTS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void no_window_ever_holds_more_than_the_limit_and_nobody_is_refused_without_need(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(30);
        long windowMillis = 1L + random.nextInt(1_000);
        long slotMillis = (windowMillis + SLOTS - 1) / SLOTS;
        int pause = 1 + random.nextInt((int) windowMillis / 4 + 1);
        List<long[]> taken = new ArrayList<>();
        long now = random.nextInt(1_000_000);
        for (int step = 0; step < 5_000; step++) {
            now += random.nextInt(20) == 0 ? random.nextInt((int) windowMillis * 2) : random.nextInt(pause);
            long slot = now / slotMillis;
            int count = window.count(slot);
            assertThat(count).as("seed %d step %d", seed, step).isBetween(0, limit);
            if (count < limit) {
                taken.add(new long[] {now, window.add(slot)});
                assertThat(within(taken, now, windowMillis))
                        .as("seed %d step %d", seed, step)
                        .isLessThanOrEqualTo(limit);
            } else {
                assertThat(within(taken, now, (SLOTS + 1) * slotMillis))
                        .as("seed %d step %d", seed, step)
                        .isGreaterThanOrEqualTo(limit);
            }
            if (!taken.isEmpty() && random.nextInt(5) == 0) {
                long[] given = taken.remove(taken.size() - 1 - random.nextInt(Math.min(3, taken.size())));
                window.takeBack(given[1]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void the_count_stays_within_what_was_added_whatever_the_clock_does(long seed) {
        Random random = new Random(seed);
        long slot = 1_000;
        long added = 0;
        for (int step = 0; step < 5_000; step++) {
            slot += random.nextInt(6 * SLOTS) - 3 * SLOTS;
            if (random.nextBoolean()) {
                window.add(slot);
                added++;
            } else {
                window.takeBack(slot - random.nextInt(2 * SLOTS) + random.nextInt(5));
            }
            assertThat(window.count(slot)).as("seed %d step %d", seed, step).isBetween(0, (int) added);
        }
        assertThat(window.count(slot + 10 * SLOTS)).as("seed %d", seed).isZero();
    }

    private static long within(List<long[]> taken, long now, long millis) {
        return taken.stream()
                .filter(each -> each[0] > now - millis && each[0] <= now)
                .count();
    }
}
