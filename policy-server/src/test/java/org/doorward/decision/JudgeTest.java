package org.doorward.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.doorward.decision.Evidence.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    private static final Verdict ALLOWED = new Verdict.Pass(Reason.ALLOW_LISTED, "listed");
    private static final Verdict DENIED = new Verdict.Reject(Reason.DENY_LISTED, "listed", "Access denied");

    private final Judge judge = new Judge(15, 1, "Too many points");

    @Test
    void nothingFoundPasses() {
        assertThat(judge.conclude(Evidence.NONE)).isEqualTo(new Verdict.Pass(Reason.NOTHING_AGAINST, ""));
    }

    @Test
    void theFirstSettledFindingWins() {
        Evidence evidence = evidence(settled(ALLOWED), settled(DENIED));

        assertThat(judge.conclude(evidence)).isSameAs(ALLOWED);
        assertThat(judge.settled(evidence)).containsSame(ALLOWED);
    }

    @Test
    void aSettledFindingOutweighsAnyPoints() {
        assertThat(judge.conclude(evidence(points(100), settled(ALLOWED)))).isSameAs(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {15, 15.1, 1000})
    void pointsAtTheThresholdReject(double points) {
        assertThat(judge.conclude(evidence(points(points))))
                .isEqualTo(new Verdict.Reject(
                        Reason.SCORE,
                        String.format("%.1f points, 15.0 reject: for a test", points),
                        "Too many points"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {14.99, 0, -3})
    void pointsBelowTheThresholdDoNot(double points) {
        assertThat(judge.weigh(evidence(points(points)))).isEmpty();
    }

    @Test
    void pointsForTheClientCountAgainstThoseAgainstIt() {
        assertThat(judge.weigh(evidence(points(18), points(-4)))).isEmpty();
    }

    @Test
    void oneSourceAloneDoesNotReject() {
        Judge careful = new Judge(15, 2, "Rejected");
        Finding twice = new Finding.Points(List.of(listed("dnsbl:a", 10, "a"), listed("dnsbl:a", 10, "a")));
        Finding both = new Finding.Points(List.of(listed("dnsbl:a", 10, "a"), listed("dnsbl:b", 10, "")));

        assertThat(careful.weigh(evidence(twice))).isEmpty();
        assertThat(careful.weigh(evidence(both)))
                .contains(new Verdict.Reject(
                        Reason.SCORE, "20.0 points, 15.0 reject: dnsbl:a; dnsbl:b", "Rejected: listed by a"));
    }

    /** After a ban for what lists said, points of parole are left, whose source is all lists. */
    @Test
    void whatIsLeftOfWhatAListSaidIsNoSourceBesideThatList() {
        Judge careful = new Judge(15, 2, "Rejected");
        Sign parole = new Sign(Reason.SCORE, "dnsbl", 10, "left of the parole", "");

        assertThat(careful.weigh(evidence(new Finding.Points(List.of(parole, listed("dnsbl:a", 7, "a"))))))
                .isEmpty();
        assertThat(careful.weigh(evidence(new Finding.Points(
                        List.of(parole, listed("dnsbl:a", 7, "a"), new Sign(Reason.HELO, 3, "HELO is ours"))))))
                .isPresent();
    }

    @Test
    void whatSpeaksForTheClientIsNoSourceAgainstIt() {
        Judge careful = new Judge(15, 2, "Rejected");

        assertThat(careful.weigh(evidence(points(30), new Finding.Points(Reason.DNS_ALLOWED, -2, "good"))))
                .isEmpty();
    }

    @Test
    void nobodyIsRefusedForPointsThatASilentSourceMightHaveTakenOff() {
        Finding silent = new Finding.Unknown(Reason.DNSBL, "no answer", -4);
        Finding partly = new Finding.Points(List.of(listed("dnsbl:a", 3, "a")), -4);

        assertThat(judge.weigh(evidence(points(18.9), silent))).isEmpty();
        assertThat(judge.weigh(evidence(points(19), silent))).isPresent();
        assertThat(judge.weigh(evidence(points(15.9), partly))).isEmpty();
        assertThat(judge.weigh(evidence(points(16), partly))).isPresent();
        assertThat(judge.late(evidence(points(18), silent), "greylist").kind()).isEqualTo("pass");
        assertThat(judge.weigh(Evidence.of(List.of(new Item("a", points(15), false), new Item("b", silent, true)))))
                .as("a check that observes spares nobody either")
                .isPresent();
    }

    @Test
    void theOperatorsOwnListIsEnough() {
        Judge careful = new Judge(15, 2, "Rejected");

        assertThat(careful.weigh(evidence(new Finding.Points(Reason.OWN_LIST, 15, "by hand"))))
                .isPresent();
    }

    private static Sign listed(String source, double points, String told) {
        return new Sign(Reason.DNSBL, source, points, source, told.isEmpty() ? "" : "listed by " + told);
    }

    @Test
    void whatIsOnlyObservedSaysNothing() {
        Evidence evidence = Evidence.of(List.of(
                new Item("a", settled(DENIED), true),
                new Item("b", points(100), true),
                new Item("c", new Finding.Unknown(Reason.STORE_UNAVAILABLE, "away"), true)));

        assertThat(judge.conclude(evidence)).isEqualTo(new Verdict.Pass(Reason.NOTHING_AGAINST, ""));
        assertThat(evidence.points()).isZero();
    }

    @Test
    void aFailedSourcePassesAndIsNamed() {
        Evidence evidence = evidence(new Finding.Unknown(Reason.STORE_UNAVAILABLE, "away"));

        assertThat(judge.conclude(evidence)).isEqualTo(new Verdict.Pass(Reason.STORE_UNAVAILABLE, "away"));
    }

    @Test
    void aFailedSourceDoesNotSaveFromPoints() {
        Evidence evidence = evidence(new Finding.Unknown(Reason.STORE_UNAVAILABLE, "away"), points(15));

        assertThat(judge.conclude(evidence).kind()).isEqualTo("reject");
    }

    @Test
    void atTheDeadlineWhatWasHeardIsJudged() {
        assertThat(judge.late(evidence(points(20)), "greylist").kind()).isEqualTo("reject");
        assertThat(judge.late(evidence(settled(DENIED)), "greylist")).isSameAs(DENIED);
        assertThat(judge.late(evidence(points(3)), "greylist"))
                .isEqualTo(new Verdict.Pass(Reason.DEADLINE, "no answer from check greylist"));
    }

    @Test
    void noEvidenceWithoutASettledRefusalOrEnoughPointsEverRefuses() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            Evidence evidence = Evidence.NONE;
            for (int i = random.nextInt(6); i > 0; i--) {
                evidence = evidence.with(new Item("check" + i, anyFinding(random), random.nextInt(4) == 0));
            }
            boolean mayRefuse = evidence.points() >= 15
                    || evidence.items().stream()
                            .anyMatch(item -> !item.observed() && item.finding().equals(settled(DENIED)));
            for (Verdict verdict : List.of(judge.conclude(evidence), judge.late(evidence, "x"))) {
                assertThat(verdict instanceof Verdict.Pass || mayRefuse)
                        .as("seed %d, %s", seed, evidence)
                        .isTrue();
            }
        }
    }

    /** The rule of two sources, over any signs: what one list says is never enough, however often and loudly it says it. */
    @Test
    void whatASingleSourceSaysNeverRefuses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Judge careful = new Judge(15, 2, "Rejected");
        for (int round = 0; round < 10_000; round++) {
            List<Sign> signs = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                // Of the list itself, or left of what it once said.
                String source = random.nextInt(3) == 0 ? "dnsbl" : "dnsbl:a";
                signs.add(new Sign(Reason.DNSBL, source, random.nextInt(500) / 10.0 + 0.1, "said", ""));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                signs.add(new Sign(Reason.DNS_ALLOWED, "dnsbl:good" + i, -random.nextInt(20) / 10.0 - 0.1, "good", ""));
            }
            Collections.shuffle(signs, random);

            assertThat(careful.weigh(evidence(new Finding.Points(signs))))
                    .as("seed %d, %s", seed, signs)
                    .isEmpty();
        }
    }

    @Test
    void twoSourcesRefuseFromTheThresholdOnInWhateverOrderTheySpeak() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Judge careful = new Judge(15, 2, "Rejected");
        int refused = 0;
        for (int round = 0; round < 10_000; round++) {
            List<Sign> signs = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int points = random.nextInt(140) - 30;
                signs.add(new Sign(Reason.HELO, "source" + random.nextInt(4), points / 10.0, "said", ""));
            }
            // In tenths, for a sum of doubles hangs on their order where it is exactly the threshold.
            long tenths = signs.stream()
                    .mapToLong(sign -> Math.round(sign.points() * 10))
                    .sum();
            long against = signs.stream()
                    .filter(sign -> sign.points() > 0)
                    .map(Sign::source)
                    .distinct()
                    .count();
            if (tenths == 150) {
                continue;
            }
            boolean expected = tenths > 150 && against >= 2;
            refused += expected ? 1 : 0;
            for (int order = 0; order < 3; order++) {
                Collections.shuffle(signs, random);
                boolean together =
                        careful.weigh(evidence(new Finding.Points(signs))).isPresent();
                Finding[] apart = signs.stream()
                        .map(sign -> new Finding.Points(List.of(sign)))
                        .toArray(Finding[]::new);

                assertThat(together).as("seed %d, %s", seed, signs).isEqualTo(expected);
                assertThat(careful.weigh(evidence(apart)).isPresent())
                        .as("seed %d, %s", seed, signs)
                        .isEqualTo(expected);
            }
        }
        assertThat(refused).as("seed %d: both are tried", seed).isBetween(500, 9_000);
    }

    /** Whatever else is found: what speaks for the client, what failed and what is only observed never makes a refusal of a pass. */
    @Test
    void nothingButPointsAgainstTheClientMakesARefusalOfAPass() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Judge careful = new Judge(15, 2, "Rejected");
        for (int round = 0; round < 10_000; round++) {
            Evidence before = Evidence.NONE;
            for (int i = random.nextInt(4); i >= 0; i--) {
                Sign sign = new Sign(Reason.HELO, "source" + random.nextInt(3), random.nextInt(120) / 10.0, "said", "");
                before = before.with(new Item("check", new Finding.Points(List.of(sign)), false));
            }
            if (careful.weigh(before).isPresent()) {
                continue;
            }
            List<Item> harmless = List.of(
                    new Item("good", new Finding.Points(Reason.DNS_ALLOWED, -random.nextInt(30), "good"), false),
                    new Item("failed", new Finding.Unknown(Reason.DNSBL, "no answer", -random.nextInt(10)), false),
                    new Item("observed", points(100), true),
                    new Item("nothing", Finding.NOTHING, false));
            for (Item item : harmless) {
                assertThat(careful.weigh(before.with(item)))
                        .as("seed %d, %s and %s", seed, before, item)
                        .isEmpty();
            }
        }
    }

    private static Finding anyFinding(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Finding.NOTHING;
            case 1 -> settled(ALLOWED);
            case 2 -> settled(DENIED);
            case 3 -> new Finding.Unknown(Reason.STORE_UNAVAILABLE, "away");
            default -> points(random.nextInt(40) - 10);
        };
    }

    private static Evidence evidence(Finding... findings) {
        Evidence evidence = Evidence.NONE;
        for (Finding finding : findings) {
            evidence = evidence.with(new Item("check", finding, false));
        }
        return evidence;
    }

    private static Finding settled(Verdict verdict) {
        return new Finding.Settled(verdict);
    }

    private static Finding points(double points) {
        return new Finding.Points(Reason.SCORE, points, "for a test");
    }
}
