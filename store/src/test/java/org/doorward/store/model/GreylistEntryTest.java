package org.doorward.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.doorward.store.Attempts;
import org.junit.jupiter.api.Test;

class GreylistEntryTest {

    private static final GreylistTerms TERMS = Attempts.TERMS;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration TICK = Duration.ofMillis(1);

    private final GreylistEntry pending = GreylistEntry.first(START);

    private static GreylistEntry passed(Instant passedAt, Instant lastSeen) {
        return new GreylistEntry(START, Optional.of(passedAt), lastSeen);
    }

    @Test
    void anEarlyRetryChangesNothing() {
        Instant justTooEarly = START.plus(TERMS.delay()).minus(TICK);
        assertThat(pending.attempted(START, TERMS)).isSameAs(pending);
        assertThat(pending.attempted(justTooEarly, TERMS)).isSameAs(pending);
    }

    @Test
    void aRetryPassesWhenTheDelayIsJustOver() {
        Instant now = START.plus(TERMS.delay());
        assertThat(pending.attempted(now, TERMS)).isEqualTo(passed(now, now));
    }

    @Test
    void aRetryStillPassesAtTheVeryEndOfTheWindow() {
        Instant now = START.plus(TERMS.window());
        assertThat(pending.attempted(now, TERMS)).isEqualTo(passed(now, now));
    }

    @Test
    void aRetryBehindTheWindowBeginsAnew() {
        Instant now = START.plus(TERMS.window()).plus(TICK);
        assertThat(pending.attempted(now, TERMS)).isEqualTo(GreylistEntry.first(now));
    }

    @Test
    void aPassedTripletStaysPassedAndIsSeenAgain() {
        Instant passedAt = START.plus(TERMS.delay());
        Instant now = passedAt.plus(TERMS.passedAge());
        assertThat(passed(passedAt, passedAt).attempted(now, TERMS)).isEqualTo(passed(passedAt, now));
    }

    @Test
    void aPassedTripletThatWasNotSeenForItsAgeBeginsAnew() {
        Instant passedAt = START.plus(TERMS.delay());
        Instant now = passedAt.plus(TERMS.passedAge()).plus(TICK);
        assertThat(passed(passedAt, passedAt).attempted(now, TERMS)).isEqualTo(GreylistEntry.first(now));
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        Instant passedAt = START.plus(TERMS.delay());
        Instant earlier = START.minus(Duration.ofDays(1));
        assertThat(passed(passedAt, passedAt).attempted(earlier, TERMS)).isEqualTo(passed(passedAt, passedAt));
    }

    @Test
    void whenTheClockWasAheadTheDelayBeginsAnewAtTheRightTime() {
        Instant right = START.minus(Duration.ofDays(1));
        GreylistEntry anew = pending.attempted(right, TERMS);
        assertThat(anew).isEqualTo(GreylistEntry.first(right));
        assertThat(anew.attempted(right.plus(TERMS.delay()), TERMS).passed()).isTrue();
    }

    @Test
    void withoutADelayTheSecondAttemptPassesAtOnce() {
        GreylistTerms terms = new GreylistTerms(Duration.ZERO, TERMS.window(), TERMS.passedAge(), 0, Duration.ZERO);
        assertThat(pending.attempted(START, terms).passed()).isTrue();
    }

    @Test
    void whateverComesInWhateverOrderTheEntryStaysSound() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Instant now = START;
            GreylistEntry entry = GreylistEntry.first(now);
            for (int step = 0; step < 50; step++) {
                now = now.plusMillis(random.nextLong(1L << random.nextInt(1, 33)));
                GreylistEntry after = entry.attempted(now, TERMS);
                checkStep(entry, after, now, "seed " + seed + ", round " + round + ", step " + step);
                entry = after;
            }
        }
    }

    private static void checkStep(GreylistEntry before, GreylistEntry after, Instant now, String where) {
        assertThat(after.expired(now, TERMS)).as(where).isFalse();
        assertThat(after.firstSeen()).as(where).isBeforeOrEqualTo(now);
        assertThat(after.lastSeen()).as(where).isBetween(after.firstSeen(), now);
        after.passedAt()
                .ifPresent(at -> assertThat(Duration.between(after.firstSeen(), at))
                        .as(where)
                        .isBetween(TERMS.delay(), TERMS.window()));
        boolean begunAnew = after.equals(GreylistEntry.first(now));
        assertThat(before.expired(now, TERMS)).as(where).isEqualTo(begunAnew && !before.equals(after));
        if (!begunAnew) {
            assertThat(after.firstSeen()).as(where).isEqualTo(before.firstSeen());
            assertThat(after.passed() || !before.passed()).as(where).isTrue();
        }
    }
}
