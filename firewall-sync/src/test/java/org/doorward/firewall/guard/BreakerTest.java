package org.doorward.firewall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.doorward.firewall.guard.Breaker.Limits;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private long nanos;
    private final Breaker breaker = new Breaker(Limits.DEFAULT, () -> nanos);

    @Test
    void staysClosedInAWaveOfABotnet() {
        int standing = 3000;
        for (int second = 0; second < 600; second++) {
            // 60 a second in the first two minutes, then ever fewer.
            int fresh = second < 120 ? 60 : 60 * 60 / second;
            assertThat(breaker.admits(standing, fresh)).as("second %d", second).isTrue();
            standing += fresh;
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void opensAtOnceForAListGoneWild() {
        assertThat(breaker.admits(3000, 500_000)).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void opensWhenOneNewsMultipliesWhatStands() {
        assertThat(breaker.admits(3000, 5000)).isFalse();
    }

    @Test
    void letsAFewIntoAnEmptySet() {
        assertThat(breaker.admits(0, 4999)).isTrue();
    }

    @Test
    void opensWhenTheRateGoesOn() {
        int minutes = 0;
        int standing = 100_000;
        while (breaker.admits(standing, 4000) && minutes < 100) {
            standing += 4000;
            minutes++;
            pass(Duration.ofMinutes(1));
        }
        assertThat(minutes).isBetween(3, 6);
    }

    @Test
    void neverOpensAtTheRateItAllows() {
        for (int minute = 0; minute < 1000; minute++) {
            assertThat(breaker.admits(10_000, 2000)).isTrue();
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void closesWhenTheFloodIsOverAndWhatWaitsIsFew() {
        assertThat(breaker.admits(3000, 8000)).isFalse();
        pass(Duration.ofMinutes(14));
        assertThat(breaker.admits(3000, 8000)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(breaker.admits(3000, 8000)).isTrue();
    }

    @Test
    void staysOpenForAFloodThatWaitsHoweverLong() {
        assertThat(breaker.admits(3000, 500_000)).isFalse();
        pass(Duration.ofDays(10));
        assertThat(breaker.admits(3000, 500_000)).isFalse();
    }

    @Test
    void closesOnceTheWrongBansAreTakenBack() {
        assertThat(breaker.admits(3000, 500_000)).isFalse();
        pass(Duration.ofHours(1));
        assertThat(breaker.admits(3000, 40)).isTrue();
    }

    @Test
    void staysOpenWhileTheFloodGoesOn() {
        assertThat(breaker.admits(3000, 6000)).isFalse();
        for (int minute = 1; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
            assertThat(breaker.admits(3000, 6000 + 3000 * minute)).isFalse();
        }
    }

    @Test
    void letsInWhatWaitsWhenAnOperatorSaysSoAndWatchesOn() {
        assertThat(breaker.admits(3000, 500_000)).isFalse();
        breaker.close();
        assertThat(breaker.admits(3000, 500_000)).isTrue();
        assertThat(breaker.admits(503_000, 100)).isFalse();
        pass(Duration.ofMinutes(20));
        assertThat(breaker.admits(503_000, 100)).isTrue();
        assertThat(breaker.admits(503_100, 500_000)).isFalse();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
