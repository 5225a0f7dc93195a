package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.doorward.score.Offenders;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.blame.BanTerms;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

class KnockRuleTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final BanTerms TERMS =
            new BanTerms(List.of(Duration.ofHours(1), Duration.ofDays(1)), Duration.ofDays(30), 10);
    private static final KnockRule RULE = new KnockRule(TERMS, Duration.ofMinutes(10), Duration.ofHours(6));

    private static Ban ban(Duration length, int rung, String reason) {
        return new Ban(
                "B1",
                Offenders.of(IpAddress.parse("198.51.100.7").orElseThrow()),
                NOON,
                NOON.plus(length),
                rung,
                reason,
                "",
                Optional.empty());
    }

    private static Optional<BanEnd> renewal(KnockRule rule, Ban ban, Duration beforeItsEnd) {
        return rule.renewal(ban, ban.until().minus(beforeItsEnd), ban.until().minusSeconds(5));
    }

    @Test
    void whoKnocksInTheLastTenthIsBannedForAsLongAgainAndIsToldWhy() {
        Ban ban = ban(Duration.ofHours(1), 0, "3 times dnsbl");
        BanEnd end = renewal(RULE, ban, Duration.ofMinutes(6)).orElseThrow();
        assertThat(end.until()).isEqualTo(NOON.plus(Duration.ofHours(2)));
        assertThat(end.id()).isEqualTo("B1");
        assertThat(end.reason()).isEqualTo("3 times dnsbl, renewed for knocking");
        assertThat(renewal(RULE, ban, Duration.ofMinutes(7))).isEmpty();
    }

    @Test
    void ofALongBanTheLastMinutesCount() {
        Ban ban = ban(Duration.ofDays(1), 1, "3 times dnsbl");
        assertThat(renewal(RULE, ban, Duration.ofMinutes(10))).isPresent();
        assertThat(renewal(RULE, ban, Duration.ofMinutes(11))).isEmpty();
    }

    @Test
    void furtherRenewalsAreCounted() {
        Ban once = ban(Duration.ofHours(2), 0, "3 times dnsbl, renewed for knocking");
        assertThat(renewal(RULE, once, Duration.ZERO).orElseThrow().reason())
                .isEqualTo("3 times dnsbl, renewed 2 times for knocking");
        Ban often = ban(Duration.ofHours(10), 0, "3 times dnsbl, renewed 9 times for knocking");
        assertThat(renewal(RULE, often, Duration.ZERO).orElseThrow().reason())
                .isEqualTo("3 times dnsbl, renewed 10 times for knocking");
        Ban longest = ban(Duration.ofHours(1), 0, "x".repeat(Ban.REASON_LIMIT));
        assertThat(renewal(RULE, longest, Duration.ZERO).orElseThrow().reason())
                .hasSize(Ban.REASON_LIMIT)
                .endsWith(", renewed for knocking");
    }

    @Test
    void knockingAloneMakesNoBanLongerThanTheNextRungsButThatOfTheTopGoesOn() {
        assertThat(renewal(RULE, ban(Duration.ofHours(23), 0, "x"), Duration.ZERO))
                .isPresent();
        assertThat(renewal(RULE, ban(Duration.ofHours(24), 0, "x"), Duration.ZERO))
                .isEmpty();
        assertThat(renewal(RULE, ban(Duration.ofDays(50), 1, "x"), Duration.ZERO))
                .isPresent();
    }

    @Test
    void whatAnOperatorTypedEndsAsItWasTyped() {
        for (String reason : List.of("operator", "operator: guesses our users")) {
            Ban ban = ban(Duration.ofHours(1), 0, reason);
            assertThat(renewal(RULE, ban, Duration.ZERO)).isEmpty();
            assertThat(RULE.earlyEnd(ban, Optional.empty(), NOON, NOON.plus(Duration.ofDays(9))))
                    .isEmpty();
        }
    }

    @Test
    void withoutAWindowNothingIsRenewed() {
        KnockRule off = new KnockRule(TERMS, Duration.ZERO, Duration.ZERO);
        Ban ban = ban(Duration.ofHours(1), 0, "x");
        assertThat(off.renewal(ban, ban.until(), ban.until())).isEmpty();
        assertThat(off.earlyEnd(ban, Optional.empty(), NOON, NOON.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void whoIsQuietForLongIsLetInEarlyButOnlySinceItWouldHaveBeenNoticed() {
        Ban ban = ban(Duration.ofDays(1), 1, "x");
        Instant now = NOON.plus(Duration.ofHours(8));
        BanEnd end = RULE.earlyEnd(ban, Optional.empty(), NOON, now).orElseThrow();
        assertThat(end.until()).isEqualTo(now);
        assertThat(end.reason()).isEqualTo("x, ended early for it was quiet");
        assertThat(RULE.earlyEnd(ban, Optional.of(NOON.plus(Duration.ofHours(3))), NOON, now))
                .isEmpty();
        assertThat(RULE.earlyEnd(ban, Optional.empty(), NOON.plus(Duration.ofHours(3)), now))
                .isEmpty();
        assertThat(RULE.earlyEnd(ban, Optional.empty(), NOON.minus(Duration.ofDays(3)), NOON.plusSeconds(60)))
                .isEmpty();
    }
}
