package org.doorward.store.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CidrMergeTest {

    @Test
    void leavesOutWhatLiesWithinAnother() {
        assertThat(merge("198.51.100.7/32", "198.51.100.0/24", "198.51.100.0/25", "198.51.100.0/24"))
                .containsExactly("198.51.100.0/24");
    }

    @Test
    void joinsHalvesAndWhatTheyBecomeHalvesOf() {
        assertThat(merge("198.51.100.0/26", "198.51.100.64/26", "198.51.100.128/25", "198.51.101.0/24"))
                .containsExactly("198.51.100.0/23");
    }

    @Test
    void leavesNeighboursApartThatAreNoHalvesOfOneNetwork() {
        assertThat(merge("198.51.101.0/24", "198.51.102.0/24")).containsExactly("198.51.101.0/24", "198.51.102.0/24");
    }

    @Test
    void keepsTheFamiliesApart() {
        assertThat(merge("::/1", "0.0.0.0/1", "128.0.0.0/1", "8000::/1")).containsExactly("0.0.0.0/0", "::/0");
    }

    @Test
    void holdsTheSameAddressesAsANaiveModelInTheFewestNetworks() {
        long seed = System.nanoTime();
        System.out.println("CidrMergeTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            boolean v6 = random.nextBoolean();
            List<Cidr> networks = Stream.generate(() -> someNetwork(random, v6))
                    .limit(random.nextInt(40))
                    .toList();
            List<Cidr> merged = CidrMerge.merge(networks);
            assertThat(bits(merged)).as("round %d of %s", round, networks).isEqualTo(bits(networks));
            assertThat(merged).as("round %d of %s", round, networks).hasSize(fewest(bits(networks), 0, 256));
        }
    }

    /** A network within 256 addresses, so that a model can hold each of them. */
    private static Cidr someNetwork(Random random, boolean v6) {
        IpAddress address = IpAddress.parse((v6 ? "2001:db8::" : "198.51.100.")
                        + (v6 ? Integer.toHexString(random.nextInt(256)) : random.nextInt(256)))
                .orElseThrow();
        return Cidr.of(address, address.bits() - random.nextInt(7));
    }

    private static BitSet bits(List<Cidr> networks) {
        BitSet bits = new BitSet(256);
        for (Cidr network : networks) {
            bits.set(
                    (int) (network.address().low() & 255), (int) (network.last().low() & 255) + 1);
        }
        return bits;
    }

    private static int fewest(BitSet bits, int from, int to) {
        int held = bits.get(from, to).cardinality();
        if (held == 0 || held == to - from) {
            return held == 0 ? 0 : 1;
        }
        int middle = (from + to) / 2;
        return fewest(bits, from, middle) + fewest(bits, middle, to);
    }

    private static List<String> merge(String... networks) {
        List<Cidr> read = new ArrayList<>();
        for (String network : networks) {
            read.add(Cidr.parse(network).orElseThrow());
        }
        return CidrMerge.merge(read).stream().map(Cidr::toString).toList();
    }
}
