package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.junit.jupiter.api.Test;

/** What {@code doorward why} says would happen is compared with what then happens, by the real rules on a real store. */
class ForesightTest extends Foreseeing {

    @Test
    void eachCaseIsForeseenAsItHappens() {
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
        pass(60);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
        pass(180);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLIST_PASSED);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLIST_KNOWN);
        assertThat(reason(from(ON_ONE_LIST).recipient("one@example.net"))).isEqualTo(Reason.GREYLISTED);
        assertThat(reason(from(KNOWN_AS_GOOD))).isEqualTo(Reason.GREYLIST_SKIPPED);
        assertThat(reason(from(ON_THE_OWN_LIST))).isEqualTo(Reason.SCORE);
        assertThat(reason(from(ALLOWED).recipient("trap@example.net"))).isEqualTo(Reason.ALLOW_LISTED);
        assertThat(reason(from(DENIED).sender("b@example.org"))).isEqualTo(Reason.DENY_LISTED);
    }

    @Test
    void theThirdRefusalByTwoListsBansAndSoDoesOneLetterToATrap() {
        for (String client : List.of(ON_TWO_LISTS, V6)) {
            for (int times = 0; times < 3; times++) {
                assertThat(reason(from(client).recipient("r" + times + "@example.net")))
                        .isEqualTo(Reason.SCORE);
                pass(5);
            }
            assertThat(reason(from(client))).isEqualTo(Reason.BANNED);
        }
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
    }

    @Test
    void limitsAreForeseenAndNotUsedUpByThat() {
        for (int times = 0; times < 4; times++) {
            assertThat(reason(from(KNOWN_AS_GOOD).recipient("r" + times + "@example.net")))
                    .isEqualTo(Reason.GREYLIST_SKIPPED);
        }
        assertThat(reason(from(KNOWN_AS_GOOD).recipient("more@example.net"))).isEqualTo(Reason.RATE_LIMIT);
    }

    /** One bad user of theirs must not have the mail of all others refused, now that no ban can settle the account. */
    @Test
    void whoMustNeverBeBannedIsNotRefusedForHisPastEither() {
        Inquiries others = from(IN_A_LARGE_RANGE).sender("a@large.test").helo("out");
        assertThat(reason(others.recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(ban(IN_A_LARGE_RANGE)).isEmpty();

        assertThat(reason(others)).isEqualTo(Reason.GREYLISTED);
        assertThat(reason(others.sender("self@large.test").recipient("self@large.test")))
                .isEqualTo(Reason.GREYLISTED);
    }

    /** So all clients look when a container's or a router's address translation stands before Postfix. */
    @Test
    void aPrivateAddressIsNotBannedForEverybodyBehindIt() {
        for (String client : List.of("172.17.0.1", "192.168.1.1", "10.0.0.1", "fd00::1")) {
            Inquiries all = from(client).sender("a@plain.test");
            assertThat(reason(all.recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
            assertThat(ban(client)).isEmpty();
            assertThat(reason(all.sender("other@plain.test")
                            .named("")
                            .helo("mx.example.net")
                            .recipient(client + "@x.test")))
                    .isEqualTo(Reason.GREYLISTED);
            pass(Duration.ofHours(2));
        }
    }

    @Test
    void whenBansAreSwitchedOffThoseThatStandRefuseNobody() throws IOException {
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
        settings = List.of("ban.enabled=false");
        restart();

        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void afterABanForTwoListsOneListAloneDoesNotRefuse() throws IOException {
        Inquiries client = from(ON_TWO_LISTS).sender("a@plain.test");
        for (int times = 0; times < 3; times++) {
            assertThat(reason(client.recipient("r" + times + "@example.net"))).isEqualTo(Reason.SCORE);
        }
        assertThat(ban(ON_TWO_LISTS)).isPresent();
        dns.forget("2.100.51.198.bl-b.test");
        pass(Duration.ofHours(2));
        restart();

        Decision later = compare(client.get());

        assertThat(later.evidence().points()).isGreaterThan(15);
        assertThat(later.verdict().reason()).isEqualTo(Reason.GREYLISTED);
    }

    @Test
    void whatIsOnlyObservedIsForeseenAsThat() throws IOException {
        settings = List.of("mode=observe");
        restart();
        for (int times = 0; times < 3; times++) {
            Decision happened = compare(
                    from(ON_TWO_LISTS).recipient("r" + times + "@example.net").get());
            assertThat(happened.observed()).isTrue();
            assertThat(happened.verdict().reason()).isEqualTo(Reason.SCORE);
        }
        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.BANNED);
        settings = List.of("decision.observe=[\"dnsbl\", \"greylist\"]");
        restart();
        assertThat(reason(from(ON_ONE_LIST))).isEqualTo(Reason.NOTHING_AGAINST);
    }

    @Test
    void whateverComesIsForeseenAsItHappens() {
        long seed = 20261126;
        Random random = new Random(seed);
        Map<Reason, Integer> seen = new TreeMap<>();
        Map<Reason, Integer> good = new TreeMap<>();
        for (int round = 0; round < 1_500; round++) {
            pass(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 90));
            Decision happened = compare(any(random).get());
            seen.merge(happened.verdict().reason(), 1, Integer::sum);
            if (good(happened)) {
                good.merge(happened.verdict().reason(), 1, Integer::sum);
            }
        }
        assertThat(good.keySet())
                .as("seed %d: whatever else it does", seed)
                .contains(Reason.GREYLIST_SKIPPED, Reason.SPAMTRAP)
                .doesNotContain(Reason.GREYLISTED, Reason.BANNED);
        assertThat(seen.keySet())
                .as("seed %d", seed)
                .contains(
                        Reason.GREYLISTED,
                        Reason.GREYLIST_PASSED,
                        Reason.GREYLIST_KNOWN,
                        Reason.GREYLIST_SKIPPED,
                        Reason.SCORE,
                        Reason.BANNED,
                        Reason.SPAMTRAP,
                        Reason.RATE_LIMIT,
                        Reason.ALLOW_LISTED,
                        Reason.DENY_LISTED);
    }

    private static Inquiries any(Random random) {
        return from(one(
                        random,
                        NEWCOMER,
                        ON_TWO_LISTS,
                        ON_ONE_LIST,
                        KNOWN_AS_GOOD,
                        ON_THE_OWN_LIST,
                        ALLOWED,
                        DENIED,
                        IN_A_LARGE_RANGE,
                        V6,
                        "198.51.100.77",
                        "2001:db8:1::1",
                        ""))
                .helo(one(random, "mail.example.org", "mx.example.net", "localhost", "[198.51.100.1]", "", "\u001b[2J"))
                .named(one(random, "", "mail.example.org", "198-51-100-1.dyn.example.com"))
                .sender(one(random, "", "alice@example.org", "a@null.test", "a@no.test", "bob@example.net"))
                .recipient(one(random, "bob@example.net", "carol@example.net", "trap@example.net", "abuse@example.net"))
                .instance(one(random, "", "1", "2", "3"));
    }

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }
}
