package org.doorward.store.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {

    private static final long SEED = 42L;

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "198.51.100.0/24,         198.51.100.0/24",
        "198.51.100.7,            198.51.100.7/32",
        "0.0.0.0/0,               0.0.0.0/0",
        "2001:DB8::/32,           2001:db8::/32",
        "2001:db8::1,             2001:db8::1/128",
        "::/0,                    ::/0",
        "::ffff:198.51.100.0/120, 198.51.100.0/24",
        "::ffff:0:0/96,           0.0.0.0/0",
        "::ffff:198.51.100.7,     198.51.100.7/32",
    })
    void reads(String text, String canonical) {
        assertThat(Cidr.parse(text).orElseThrow()).hasToString(canonical);
        assertThat(Cidr.problem(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "198.51.100.7/24,          the network is 198.51.100.0/24",
        "2001:db8::1/64,           the network is 2001:db8::/64",
        "::ffff:198.51.100.7/120,  the network is 198.51.100.0/24",
        "198.51.100.0/33,          from 0 to 32",
        "2001:db8::/129,           from 0 to 128",
        "::ffff:198.51.100.0/95,   from 96 to 128",
        "::ffff:198.51.100.0/24,   from 96 to 128",
        "198.51.100.0/,            from 0 to 32",
        "198.51.100.0/024,         from 0 to 32",
        "198.51.100.0/-1,          from 0 to 32",
        "198.51.100.0/+24,         from 0 to 32",
        "'198.51.100.0/24 ',       from 0 to 32",
        "198.51.100.0/24/24,       from 0 to 32",
        "198.51.100.0/9999999999,  from 0 to 32",
        "198.51.100.0/٢٤,          from 0 to 32",
        "198.51.100.0/255.255.255.0, from 0 to 32",
        "198.51.100/24,            not an IPv4 or IPv6 address",
        "/24,                      not an IPv4 or IPv6 address",
        "'',                       not an IPv4 or IPv6 address",
        "example.org,              not an IPv4 or IPv6 address",
        "[2001:db8::]/32,          not an IPv4 or IPv6 address",
    })
    void refusesAndSaysWhy(String text, String why) {
        assertThat(Cidr.parse(text)).isEmpty();
        assertThat(Cidr.problem(text).orElseThrow()).contains(why);
    }

    @Test
    void masksAnAddress() {
        assertThat(Cidr.of(address("198.51.100.77"), 26)).hasToString("198.51.100.64/26");
        assertThat(Cidr.of(address("2001:db8:1:2:3:4:5:6"), 64)).hasToString("2001:db8:1:2::/64");
    }

    @Test
    void holdsNothingInvalid() {
        assertThatThrownBy(() -> Cidr.of(address("198.51.100.7"), 33)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cidr.of(address("198.51.100.7"), -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cidr(address("198.51.100.7"), 24))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host bits");
    }

    @Test
    void neverContainsAnAddressOfTheOtherFamily() {
        assertThat(cidr("0.0.0.0/0").contains(address("::1"))).isFalse();
        assertThat(cidr("::/0").contains(address("198.51.100.7"))).isFalse();
    }

    @Test
    void containsWhatBigIntegersSayItContains() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            IpAddress base = RandomNetworks.address(random);
            Cidr cidr = Cidr.of(base, random.nextInt(base.bits() + 1));
            IpAddress candidate = RandomNetworks.near(base, random);
            int hostBits = base.bits() - cidr.prefix();
            boolean expected =
                    number(base).shiftRight(hostBits).equals(number(candidate).shiftRight(hostBits));

            assertThat(cidr.contains(candidate))
                    .as("seed %d, round %d: %s in %s", SEED, round, candidate, cidr)
                    .isEqualTo(expected);
            assertThat(cidr(cidr.toString())).isEqualTo(cidr);
        }
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.bytes());
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
