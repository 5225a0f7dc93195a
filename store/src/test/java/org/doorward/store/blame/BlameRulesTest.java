package org.doorward.store.blame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.doorward.store.Attempts;
import org.doorward.store.Blames;
import org.doorward.store.model.ClientNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of blame hold over long random stories. Each failure names its seed. */
class BlameRulesTest {

    private static final ScoreTerms TERMS = Blames.TERMS;
    private static final BanTerms BANS = Blames.BANS;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final ClientNetwork WHO = Attempts.network("198.51.100.7/32");
    private static final List<String> VECTORS = List.of("bad_helo", "dnsbl", "spamtrap", "unknown_user", "rate");

    private static Offence offence(Random random, Instant from, Duration within) {
        String vector = VECTORS.get(random.nextInt(VECTORS.size()));
        Fading fading = vector.equals("dnsbl") ? Fading.LISTING : Fading.BEHAVIOUR;
        Instant at = from.plusMillis(random.nextLong(within.toMillis() + 1));
        return new Offence(WHO, vector, fading, random.nextInt(300) / 10.0, at, "evidence " + random.nextInt(5));
    }

    private static List<Offence> offences(Random random, int count, Instant from, Duration within) {
        List<Offence> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(offence(random, from, within));
        }
        return some;
    }

    private static BanOrder order(Instant at) {
        return new BanOrder(WHO, at, "reason", "evidence", "B" + at.toEpochMilli(), BANS);
    }

    /** A story: now and then some offences, a ban, or the end of one; time goes on, and sometimes back a bit. */
    private static Offender step(Random random, Offender offender, Instant now) {
        return switch (random.nextInt(10)) {
            case 0 -> offender.banned(order(now));
            case 1 -> offender.lifted(now);
            default ->
                offender.with(
                        offences(random, 1 + random.nextInt(40), now.minus(Duration.ofHours(1)), Duration.ofHours(2)),
                        TERMS);
        };
    }

    private static Instant later(Random random, Instant now) {
        long minutes = random.nextInt(8) == 0 ? random.nextInt(60 * 24 * 40) : random.nextInt(300);
        return random.nextInt(20) == 0 ? now.minus(Duration.ofMinutes(30)) : now.plus(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aScoreIsNeverNegativeNeverAboveTheCapAndFadesToNothing(long seed) {
        Random random = new Random(seed);
        Offender offender = Offender.unknown(WHO);
        Instant now = START;
        for (int i = 0; i < 400; i++) {
            offender = step(random, offender, now);
            for (int hours : new int[] {-2, 0, 1, 24, 240, 2400}) {
                double score = offender.score(now.plus(Duration.ofHours(hours)), TERMS);
                assertThat(score).as("seed %d, step %d", seed, i).isBetween(0.0, TERMS.cap());
            }
            double soon = offender.score(now.plus(Duration.ofDays(40)), TERMS);
            double late = offender.score(now.plus(Duration.ofDays(50)), TERMS);
            assertThat(late).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(soon);
            assertThat(offender.score(now.plus(Duration.ofDays(365)), TERMS)).isZero();
            now = later(random, now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void theOrderOfOffencesWithinABatchDoesNotMatter(long seed) {
        Random random = new Random(seed);
        Offender before = Offender.unknown(WHO);
        Instant now = START;
        for (int i = 0; i < 100; i++) {
            List<Offence> batch = offences(random, 1 + random.nextInt(80), now, Duration.ofHours(random.nextInt(50)));
            Offender after = before.with(batch, TERMS);
            for (int j = 0; j < 5; j++) {
                List<Offence> other = new ArrayList<>(batch);
                Collections.shuffle(other, random);
                assertThat(before.with(other, TERMS))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(after);
            }
            before = after;
            now = later(random, now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void theBatchesInWhichOffencesComeDoNotMatterBelowTheCap(long seed) {
        Random random = new Random(seed);
        List<Offence> all = offences(random, 60, START, Duration.ofDays(5));
        ScoreTerms high = new ScoreTerms(TERMS.behaviour(), TERMS.listing(), 1e6, TERMS.memory());
        Offender together = Offender.unknown(WHO).with(all, high);
        Offender oneByOne = Offender.unknown(WHO);
        for (Offence offence : all) {
            oneByOne = oneByOne.with(List.of(offence), high);
        }
        Instant now = START.plus(Duration.ofDays(6));
        // What is less than nothing worth is dropped a bit earlier or later.
        assertThat(oneByOne.score(now, high)).as("seed %d", seed).isCloseTo(together.score(now, high), offset(0.5));
        assertThat(oneByOne.vectors().stream().map(VectorStanding::recent))
                .as("seed %d", seed)
                .isEqualTo(
                        together.vectors().stream().map(VectorStanding::recent).toList());
        assertThat(oneByOne.span()).isEqualTo(together.span());
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void oneBanStandsAtATime(long seed) {
        Random random = new Random(seed);
        Offender offender = Offender.unknown(WHO);
        Instant now = START;
        for (int i = 0; i < 400; i++) {
            Instant moment = now;
            boolean stood = offender.standing(now).isPresent();
            Offender ordered = offender.banned(order(now));
            assertThat(ordered.standing(now)).as("seed %d, step %d", seed, i).isPresent();
            assertThat(ordered.bans().stream().filter(ban -> ban.stands(moment)))
                    .as("seed %d, step %d", seed, i)
                    .hasSize(1);
            assertThat(ordered.bans()).hasSizeLessThanOrEqualTo(Offender.BANS_KEPT);
            if (stood) {
                assertThat(ordered).as("seed %d, step %d", seed, i).isSameAs(offender);
            }
            offender = random.nextInt(3) == 0 ? ordered : step(random, offender, now);
            // Not back: who turns the clock back finds bans that had not begun, which count as standing.
            now = now.plus(Duration.ofMinutes(random.nextInt(3000)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48})
    void eachReturnIsARungUpAndEachQuietTimeARungDown(long seed) {
        Random random = new Random(seed);
        Offender offender = Offender.unknown(WHO);
        Instant now = START;
        int expected = 0;
        int top = BANS.ladder().size() - 1;
        for (int i = 0; i < 200; i++) {
            offender = offender.banned(order(now));
            Ban ban = offender.standing(now).orElseThrow();
            assertThat(ban.rung()).as("seed %d, return %d", seed, i).isEqualTo(expected);
            assertThat(Duration.between(ban.since(), ban.until()))
                    .isEqualTo(BANS.ladder().get(expected));
            int quietTimes = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
            Duration away = BANS.quiet().multipliedBy(quietTimes).plusMinutes(random.nextInt(60 * 24 * 29));
            now = ban.until().plus(away);
            expected = Math.min(top, Math.max(-1, ban.rung() - quietTimes) + 1);
        }
    }

    @Test
    void whoIsReleasedIsOnParoleAndNothingElseIsLeft() {
        Offender offender =
                Offender.unknown(WHO).with(offences(new Random(5), 100, START, Duration.ofMinutes(5)), TERMS);
        Instant now = START.plus(Duration.ofMinutes(6));
        Offender banned = offender.banned(order(now));
        Instant release = now.plus(BANS.ladder().get(0));
        assertThat(banned.vectors()).allSatisfy(vector -> {
            assertThat(vector.recent()).as("what a tripwire sees").isEmpty();
            assertThat(vector.pointsAt(now, TERMS)).isZero();
            assertThat(vector.count()).isPositive();
        });
        assertThat(banned.score(release, TERMS)).isEqualTo(BANS.parole());
        assertThat(banned.score(release.plus(TERMS.behaviour()), TERMS)).isCloseTo(BANS.parole() / 2, offset(0.001));
        assertThat(banned.lifted(now).score(release, TERMS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void aTripwireSeesTheNewestOffencesOldestFirst(long seed) {
        Random random = new Random(seed);
        Offender offender = Offender.unknown(WHO);
        List<Offence> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<Offence> batch = offences(random, 1 + random.nextInt(20), START, Duration.ofDays(20));
            all.addAll(batch);
            offender = offender.with(batch, TERMS);
        }
        for (VectorStanding vector : offender.vectors()) {
            List<Instant> expected = all.stream()
                    .filter(offence -> offence.vector().equals(vector.vector()))
                    .map(Offence::at)
                    .sorted()
                    .toList();
            int from = Math.max(0, expected.size() - VectorStanding.RECENT_LIMIT);
            assertThat(vector.recent())
                    .as("seed %d, %s", seed, vector.vector())
                    .isEqualTo(expected.subList(from, expected.size()));
            assertThat(vector.count()).isEqualTo(expected.size());
            assertThat(vector.last()).isEqualTo(Collections.max(expected));
            assertThat(vector.first()).isEqualTo(Collections.min(expected));
        }
        assertThat(offender.vectors())
                .isSortedAccordingTo(Comparator.comparing(VectorStanding::last).reversed());
    }

    @Test
    void pointsHalveInEachHalfLifeAndEndAtNothing() {
        Duration day = Duration.ofDays(1);
        assertThat(Decay.left(8, START, START, day)).isEqualTo(8);
        assertThat(Decay.left(8, START, START.minusSeconds(1), day)).isEqualTo(8);
        assertThat(Decay.left(8, START, START.plus(day), day)).isCloseTo(4, offset(1e-9));
        assertThat(Decay.left(8, START, START.plus(day.multipliedBy(3)), day)).isCloseTo(1, offset(1e-9));
        assertThat(Decay.left(8, START, START.plus(day.multipliedBy(20)), day)).isZero();
        assertThat(Decay.left(0, START, START.plus(day), day)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void toFadeInStepsIsToFadeAtOnce(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            double points = random.nextDouble() * 100 + 1;
            Instant between = START.plusSeconds(random.nextInt(100_000));
            Instant end = between.plusSeconds(random.nextInt(100_000));
            Duration halfLife = Duration.ofSeconds(50_000 + random.nextInt(1_000_000));
            double steps = Decay.left(Decay.left(points, START, between, halfLife), between, end, halfLife);
            assertThat(steps).as("seed %d", seed).isCloseTo(Decay.left(points, START, end, halfLife), offset(0.006));
        }
    }

    @Test
    void theTextsOfAnOrderAreCutToWhatIsKept() {
        BanOrder order = new BanOrder(WHO, START.plusNanos(1), "é".repeat(500), "\n".repeat(500), "B1", BANS);
        assertThat(order.reason()).isEqualTo("?".repeat(Ban.REASON_LIMIT));
        assertThat(order.evidence()).isEqualTo("?".repeat(Offence.EVIDENCE_LIMIT));
        assertThat(order.at()).isEqualTo(START);
    }
}
