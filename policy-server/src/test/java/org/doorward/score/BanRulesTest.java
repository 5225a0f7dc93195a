package org.doorward.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

class BanRulesTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final ClientNetwork CLIENT =
            Offenders.of(IpAddress.parse("198.51.100.7").orElseThrow());

    private static final List<Vector> VECTORS = Vector.builtIn();

    private final BanRules rules = rules(true);

    private static BanRules rules(boolean enabled) {
        return TestBanRules.of(
                enabled,
                Map.of(),
                Map.of(
                        Vector.DNSBL, new Tripwire(3, Duration.ofSeconds(60)),
                        Vector.SPAMTRAP, new Tripwire(1, Duration.ofHours(1))));
    }

    @Test
    void nobody_is_banned_for_nothing() {
        assertThat(rules.cause(Offender.unknown(CLIENT), NOON)).isEmpty();
    }

    @Test
    void a_letter_to_a_trap_bans_at_once() {
        Offender offender = after(offence(Vector.SPAMTRAP, 20, NOON));

        assertThat(rules.cause(offender, NOON))
                .contains(new BanRules.Cause("spamtrap", "spamtrap", "evidence of spamtrap"));
    }

    @Test
    void three_refusals_by_lists_within_a_minute_ban() {
        Offence one = offence(Vector.DNSBL, 1, NOON);
        Offence two = offence(Vector.DNSBL, 1, NOON.plusSeconds(20));
        Offence three = offence(Vector.DNSBL, 1, NOON.plusSeconds(40));

        assertThat(rules.cause(after(one, two), NOON)).isEmpty();
        assertThat(rules.cause(after(one, two, three), NOON.plusSeconds(40)))
                .map(BanRules.Cause::reason)
                .contains("3 times dnsbl within 60 s");
    }

    @Test
    void a_high_score_of_a_single_vector_on_a_single_day_does_not() {
        assertThat(rules.cause(after(offence(Vector.BAD_HELO, 25, NOON)), NOON)).isEmpty();
    }

    @Test
    void of_two_vectors_it_does() {
        Offender offender = after(offence(Vector.BAD_HELO, 12, NOON), offence(Vector.SPF_FAIL, 9, NOON));

        assertThat(rules.cause(offender, NOON))
                .contains(new BanRules.Cause("score", "a score of 21.0, mostly bad_helo", "evidence of bad_helo"));
    }

    @Test
    void on_two_days_it_does() {
        Offender offender =
                after(offence(Vector.BAD_HELO, 14, NOON), offence(Vector.BAD_HELO, 14, NOON.plus(Duration.ofDays(1))));

        assertThat(rules.cause(offender, NOON.plus(Duration.ofDays(1)))).isPresent();
    }

    @Test
    void what_has_faded_does_not() {
        Offender offender = after(offence(Vector.BAD_HELO, 12, NOON), offence(Vector.SPF_FAIL, 9, NOON));

        assertThat(rules.cause(offender, NOON.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void who_is_banned_is_not_banned_again() {
        Offender banned = banned(after(offence(Vector.SPAMTRAP, 20, NOON)), NOON);
        Offender goesOn = banned.with(List.of(offence(Vector.SPAMTRAP, 20, NOON.plusSeconds(60))), rules.terms());

        assertThat(rules.cause(goesOn, NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void what_was_paid_for_does_not_ban_again_after_release() {
        Offender banned = banned(after(offence(Vector.SPAMTRAP, 20, NOON)), NOON);
        Instant released = NOON.plus(Duration.ofHours(2));

        assertThat(rules.cause(banned, released)).isEmpty();
        assertThat(banned.score(released, rules.terms())).isBetween(9.9, 10.0);
    }

    /** Its ban was refused then, for example because a list of good senders knew the client. */
    @Test
    void an_old_letter_to_a_trap_does_not_ban_for_something_else_weeks_later() {
        Instant weeksLater = NOON.plus(Duration.ofDays(25));
        Offender offender = after(offence(Vector.SPAMTRAP, 20, NOON), offence(Vector.BAD_NAME, 1, weeksLater));

        assertThat(rules.cause(offender, weeksLater)).isEmpty();
    }

    @Test
    void when_bans_are_off_nobody_is_banned() {
        assertThat(rules(false).cause(after(offence(Vector.SPAMTRAP, 20, NOON)), NOON))
                .isEmpty();
    }

    @Test
    void whatever_happens_a_cause_has_two_vectors_two_days_or_a_tripwire_behind_it() {
        long seed = 20261126;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Offender offender = Offender.unknown(CLIENT);
            Instant now = NOON;
            List<Offence> all = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                now = now.plusSeconds(random.nextInt(40_000));
                Vector vector = VECTORS.get(random.nextInt(VECTORS.size()));
                Offence offence = offence(vector, random.nextInt(12), now);
                all.add(offence);
                offender = offender.with(List.of(offence), rules.terms());
            }
            Optional<BanRules.Cause> cause = rules.cause(offender, now);
            if (cause.isPresent() && cause.get().kind().equals("score")) {
                long vectors = all.stream()
                        .map(Offence::vector)
                        .filter(vector -> !vector.equals("rogue_sender"))
                        .distinct()
                        .count();
                assertThat(vectors >= 2 || offender.span().compareTo(Duration.ofHours(24)) >= 0)
                        .as("seed %d, %s", seed, all)
                        .isTrue();
                assertThat(all.stream().mapToDouble(Offence::points).sum()).isGreaterThanOrEqualTo(20);
            }
        }
    }

    @Test
    void what_was_only_reported_bans_nobody_and_helps_no_other_vector_to() {
        Offender reported = Offender.unknown(CLIENT);
        for (int day = 0; day < 40; day++) {
            reported = reported.with(
                    List.of(offence(Vector.ROGUE_SENDER, 100, NOON.minus(Duration.ofDays(40 - day)))), rules.terms());
        }
        assertThat(rules.cause(reported, NOON)).isEmpty();
        Offender listedToo = reported.with(List.of(offence(Vector.BAD_HELO, 30, NOON)), rules.terms());
        assertThat(rules.cause(listedToo, NOON)).isEmpty();
    }

    private Offender after(Offence... offences) {
        return Offender.unknown(CLIENT).with(List.of(offences), rules.terms());
    }

    private Offender banned(Offender offender, Instant at) {
        BanRules.Cause cause = rules.cause(offender, at).orElseThrow();
        return offender.banned(
                new BanOrder(CLIENT, at, cause.reason(), cause.evidence(), "B7K2M9QX", rules.banTerms()));
    }

    private static Offence offence(Vector vector, double points, Instant at) {
        return new Offence(CLIENT, vector.label(), vector.fading(), points, at, "evidence of " + vector.label());
    }
}
