package org.doorward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Said in another way: of the offences no older than the newest by the time, there are enough, and the newest is of now. */
    @Test
    void itIsTouchedExactlyWhenEnoughOffencesLieWithinTheTimeOfTheNewest() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int touched = 0;
        for (int round = 0; round < 20_000; round++) {
            Tripwire tripwire = new Tripwire(1 + random.nextInt(6), Duration.ofSeconds(1 + random.nextInt(120)));
            List<Instant> recent = IntStream.range(0, random.nextInt(12))
                    .mapToObj(each -> NOON.plusSeconds(random.nextInt(300)))
                    .sorted()
                    .toList();
            Instant now = NOON.plusSeconds(random.nextInt(400) - 50);
            boolean expected = !recent.isEmpty() && enough(tripwire, recent, now);

            assertThat(tripwire.touchedBy(recent, now))
                    .as("seed %d: %s, %s at %s", seed, tripwire, recent, now)
                    .isEqualTo(expected);
            touched += expected ? 1 : 0;
        }
        assertThat(touched).as("seed %d: both are tried", seed).isBetween(2_000, 18_000);
    }

    private static boolean enough(Tripwire tripwire, List<Instant> recent, Instant now) {
        Instant newest = recent.get(recent.size() - 1);
        long near = recent.stream()
                .filter(time -> !time.isBefore(newest.minus(tripwire.within())))
                .count();
        Duration away = Duration.between(newest, now).abs();
        return near >= tripwire.count() && away.compareTo(tripwire.within()) <= 0;
    }

    /** Who has touched it has touched any that is easier to touch; and one offence more, at the same moment, unties nothing. */
    @Test
    void anEasierOneIsTouchedToo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            int count = 1 + random.nextInt(6);
            Duration within = Duration.ofSeconds(1 + random.nextInt(120));
            List<Instant> recent = IntStream.range(0, random.nextInt(12))
                    .mapToObj(each -> NOON.plusSeconds(random.nextInt(200)))
                    .sorted()
                    .toList();
            Instant now = recent.isEmpty() ? NOON : recent.get(recent.size() - 1);
            if (new Tripwire(count, within).touchedBy(recent, now)) {
                assertThat(new Tripwire(count, within.plusSeconds(random.nextInt(60))).touchedBy(recent, now))
                        .as("seed %d, longer", seed)
                        .isTrue();
                assertThat(new Tripwire(Math.max(1, count - 1), within).touchedBy(recent, now))
                        .as("seed %d, fewer", seed)
                        .isTrue();
                List<Instant> more =
                        Stream.concat(recent.stream(), Stream.of(now)).toList();
                assertThat(new Tripwire(count, within).touchedBy(more, now))
                        .as("seed %d, one more", seed)
                        .isTrue();
            }
        }
    }

    private static List<Instant> at(int... seconds) {
        return IntStream.of(seconds).mapToObj(NOON::plusSeconds).toList();
    }
}
