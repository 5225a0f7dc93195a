package org.doorward.store.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class CidrSetTest {

    private static final long SEED = 7L;

    @Test
    void findsTheMostSpecificNetwork() {
        CidrSet set =
                set("198.51.100.0/24", "198.51.100.64/26", "198.51.100.77/32", "2001:db8::/32", "2001:db8:1::/48");

        assertThat(match(set, "198.51.100.1")).isEqualTo("198.51.100.0/24");
        assertThat(match(set, "198.51.100.64")).isEqualTo("198.51.100.64/26");
        assertThat(match(set, "198.51.100.77")).isEqualTo("198.51.100.77/32");
        assertThat(match(set, "198.51.100.78")).isEqualTo("198.51.100.64/26");
        assertThat(match(set, "198.51.100.128")).isEqualTo("198.51.100.0/24");
        assertThat(match(set, "198.51.101.0")).isEqualTo("none");
        assertThat(match(set, "198.51.99.255")).isEqualTo("none");
        assertThat(match(set, "2001:db8:1::1")).isEqualTo("2001:db8:1::/48");
        assertThat(match(set, "2001:db8:2::1")).isEqualTo("2001:db8::/32");
        assertThat(match(set, "2001:db9::")).isEqualTo("none");
    }

    @Test
    void holdsBothEndsOfEachFamily() {
        CidrSet set = set("255.255.255.255/32", "0.0.0.0/32", "ffff::/16", "::/128");

        assertThat(match(set, "255.255.255.255")).isEqualTo("255.255.255.255/32");
        assertThat(match(set, "255.255.255.254")).isEqualTo("none");
        assertThat(match(set, "0.0.0.0")).isEqualTo("0.0.0.0/32");
        assertThat(match(set, "0.0.0.1")).isEqualTo("none");
        assertThat(match(set, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).isEqualTo("ffff::/16");
        assertThat(match(set, "::")).isEqualTo("::/128");
        assertThat(match(set, "::1")).isEqualTo("none");
    }

    @Test
    void holdsAWholeFamilyWithoutTheOther() {
        CidrSet set = set("0.0.0.0/0", "198.51.100.0/24");

        assertThat(match(set, "198.51.101.1")).isEqualTo("0.0.0.0/0");
        assertThat(match(set, "198.51.100.1")).isEqualTo("198.51.100.0/24");
        assertThat(match(set, "2001:db8::1")).isEqualTo("none");
    }

    @Test
    void isEmptyWithoutNetworks() {
        assertThat(CidrSet.EMPTY.size()).isZero();
        assertThat(match(CidrSet.EMPTY, "198.51.100.1")).isEqualTo("none");
        assertThat(match(CidrSet.EMPTY, "2001:db8::1")).isEqualTo("none");
    }

    @Test
    void countsTheSameNetworkOnce() {
        assertThat(set("198.51.100.0/24", "198.51.100.0/24").size()).isEqualTo(1);
    }

    @Test
    void agreesWithALinearScan() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            List<Cidr> networks = crowd(random, 1 + random.nextInt(60));
            CidrSet set = CidrSet.of(networks);
            for (Cidr network : networks) {
                for (IpAddress candidate : candidates(network, random)) {
                    assertThat(set.longestMatch(candidate))
                            .as("seed %d, round %d: %s in %s", SEED, round, candidate, networks)
                            .isEqualTo(scan(networks, candidate));
                    assertThat(set.contains(candidate))
                            .isEqualTo(scan(networks, candidate).isPresent());
                }
            }
        }
    }

    @Test
    void isBuiltOfAHundredThousandNetworksInASecondOrTwo() {
        List<Cidr> networks = crowd(new Random(SEED), 100_000);

        // Some 150 ms on the slowest machine we have; the bound only tells a quadratic build from this one.
        CidrSet set = Assertions.assertTimeout(Duration.ofSeconds(5), () -> CidrSet.of(networks));

        assertThat(networks)
                .allMatch(network -> set.longestMatch(network.address()).isPresent());
    }

    /** Networks of which many lie inside, beside or around an earlier one. */
    private static List<Cidr> crowd(Random random, int count) {
        List<Cidr> networks = new ArrayList<>();
        while (networks.size() < count) {
            IpAddress base = networks.isEmpty() || random.nextInt(4) == 0
                    ? RandomNetworks.address(random)
                    : RandomNetworks.near(
                            networks.get(random.nextInt(networks.size())).address(), random);
            networks.add(Cidr.of(base, random.nextInt(base.bits() + 1)));
        }
        return networks;
    }

    private static List<IpAddress> candidates(Cidr network, Random random) {
        return Stream.of(
                        Optional.of(network.address()),
                        Optional.of(network.last()),
                        network.last().next(),
                        Optional.of(RandomNetworks.near(network.address(), random)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Cidr> scan(List<Cidr> networks, IpAddress address) {
        return networks.stream()
                .filter(network -> network.contains(address))
                .max(Comparator.comparingInt(Cidr::prefix));
    }

    private static CidrSet set(String... networks) {
        return CidrSet.of(
                Stream.of(networks).map(text -> Cidr.parse(text).orElseThrow()).toList());
    }

    private static String match(CidrSet set, String address) {
        return set.longestMatch(IpAddress.parse(address).orElseThrow())
                .map(Cidr::toString)
                .orElse("none");
    }
}
