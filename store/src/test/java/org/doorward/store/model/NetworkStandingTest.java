package org.doorward.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.doorward.store.Attempts;
import org.junit.jupiter.api.Test;

class NetworkStandingTest {

    private static final GreylistTerms TERMS = Attempts.TERMS;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration TICK = Duration.ofMillis(1);

    @Test
    void anotherTripletWithinTheHourIsSeenButDoesNotCount() {
        Instant now = START.plus(TERMS.allowEvery()).minus(TICK);
        assertThat(NetworkStanding.first(START).passedAnother(now, TERMS))
                .isEqualTo(new NetworkStanding(1, START, now));
    }

    @Test
    void anotherTripletCountsWhenTheHourIsJustOver() {
        Instant now = START.plus(TERMS.allowEvery());
        assertThat(NetworkStanding.first(START).passedAnother(now, TERMS)).isEqualTo(new NetworkStanding(2, now, now));
    }

    @Test
    void fiveTripletsAnHourApartAllowTheNetworkAndFourDoNot() {
        NetworkStanding standing = NetworkStanding.first(START);
        Instant now = START;
        for (int counted = 1; counted < 5; counted++) {
            assertThat(standing.allowed(now, TERMS)).as("after %d", counted).isFalse();
            now = now.plus(TERMS.allowEvery());
            standing = standing.passedAnother(now, TERMS);
        }
        assertThat(standing.allowed(now, TERMS)).isTrue();
    }

    @Test
    void anAllowedNetworkIsForgottenWhenItWasNotSeenForItsAge() {
        NetworkStanding standing = new NetworkStanding(5, START, START);
        Instant end = START.plus(TERMS.passedAge());
        assertThat(standing.allowed(end, TERMS)).isTrue();
        assertThat(standing.allowed(end.plus(TICK), TERMS)).isFalse();
        assertThat(standing.passedAnother(end.plus(TICK), TERMS)).isEqualTo(NetworkStanding.first(end.plus(TICK)));
    }

    @Test
    void withTheAllowanceSwitchedOffNoNetworkIsAllowed() {
        GreylistTerms off = new GreylistTerms(TERMS.delay(), TERMS.window(), TERMS.passedAge(), 0, TERMS.allowEvery());
        assertThat(new NetworkStanding(1000, START, START).allowed(START, off)).isFalse();
    }

    @Test
    void aNetworkNeverCountsMoreThanOneAnHour() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Instant now = START;
            NetworkStanding standing = NetworkStanding.first(now);
            for (int step = 0; step < 40; step++) {
                now = now.plusMillis(random.nextLong(Duration.ofHours(3).toMillis()));
                standing = standing.passedAnother(now, TERMS);
            }
            long hours = Duration.between(START, now).dividedBy(TERMS.allowEvery());
            assertThat((long) standing.counted())
                    .as("seed %d, round %d", seed, round)
                    .isLessThanOrEqualTo(hours + 1);
            assertThat(standing.lastSeen()).isEqualTo(now);
        }
    }
}
