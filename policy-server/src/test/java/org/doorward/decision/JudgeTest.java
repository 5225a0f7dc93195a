package org.doorward.decision;

import static org.assertj.core.api.Assertions.assertThat;

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
