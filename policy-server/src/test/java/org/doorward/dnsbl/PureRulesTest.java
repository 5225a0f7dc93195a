package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules around a list that need no list. */
class PureRulesTest {

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 7.100.51.198",
        "127.0.0.2, 2.0.0.127",
        "2001:db8:1:2:3:4:567:89ab, b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2"
    })
    void anAddressIsReversedAsRfc5782HasIt(String address, String name) {
        assertThat(ReversedName.of(IpAddress.parse(address).orElseThrow())).isEqualTo(name);
        assertThat(ReversedName.ofProbe(address)).isEqualTo(name);
    }

    @Test
    void aProbeIsTakenAsItIsWritten() {
        assertThat(ReversedName.ofProbe("::FFFF:7F00:2"))
                .isEqualTo("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")
                .isEqualTo(ReversedName.ofProbe("::ffff:127.0.0.2"));
        assertThat(ReversedName.ofProbe("test")).isEqualTo("test");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S, PT20M",
        "PT20M, PT0S, PT40M",
        "PT20M, PT19M, PT40M",
        "PT20M, PT20M, PT20M",
        "PT16H, PT1H, PT24H",
        "PT24H, PT1H, PT24H",
        "PT1M, PT0S, PT20M"
    })
    void pausesDoubleUntilAListHasServedForAsLong(Duration last, Duration served, Duration next) {
        assertThat(new ParkingSchedule(Duration.ofMinutes(20), Duration.ofHours(24)).next(last, served))
                .isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.org", "MAIL.Example.ORG.", "_x.a-b.example", "xn--bcher-kva.example"})
    void aNameOfAHostIsAskedForInLowerCase(String name) {
        assertThat(HostName.of(name)).isPresent().get().asString().isLowerCase().doesNotEndWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "localhost",
                "198.51.100.7",
                "[198.51.100.7]",
                "a..b.example",
                "a b.example",
                "b\u00fc.example"
            })
    void whatIsNoNameOfAHostIsNot(String name) {
        assertThat(HostName.of(name)).isEmpty();
    }

    @Test
    void theShareOfListingsAlarmsExactlyWhenTheModelDoes() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            ListedShare share = new ListedShare();
            Deque<Boolean> window = new ArrayDeque<>();
            int before = 0;
            int listedBefore = 0;
            int quiet = 0;
            double rate = random.nextDouble();
            int turn = 300 + random.nextInt(1500);
            for (int i = 0; i < 3000; i++) {
                boolean listed = random.nextDouble() < (i < turn ? rate : 0.99);
                long seen = (long) before + window.size();
                window.add(listed);
                if (window.size() > ListedShare.WINDOW) {
                    before++;
                    listedBefore += window.remove() ? 1 : 0;
                }
                long now = window.stream().filter(each -> each).count();
                quiet = Math.max(0, quiet - 1);
                boolean expected = quiet == 0 && seen >= 400 && now >= 190 && listedBefore < 0.85 * before;
                quiet = expected ? 200 : quiet;

                assertThat(share.add(listed)).as("round %d, step %d", round, i).isEqualTo(expected);
            }
        }
    }
}
