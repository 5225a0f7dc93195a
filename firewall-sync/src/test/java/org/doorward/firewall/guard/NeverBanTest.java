package org.doorward.firewall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.doorward.firewall.guard.NeverBan.Entry;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

class NeverBanTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void refusesABanWithinAnEntryAndOneThatHoldsAnEntry() {
        NeverBan neverBan = of("198.51.100.64/26", "2001:db8:1:2::7/128");
        assertThat(neverBan.covers(cidr("198.51.100.70/32"))).isPresent();
        assertThat(neverBan.covers(cidr("198.51.100.0/24"))).isPresent();
        assertThat(neverBan.covers(cidr("2001:db8:1:2::/64"))).isPresent();
    }

    @Test
    void letsANeighbourBeBanned() {
        NeverBan neverBan = of("198.51.100.64/26", "2001:db8:1:2::7/128");
        assertThat(neverBan.covers(cidr("198.51.100.63/32"))).isEmpty();
        assertThat(neverBan.covers(cidr("198.51.100.128/32"))).isEmpty();
        assertThat(neverBan.covers(cidr("198.51.101.0/24"))).isEmpty();
        assertThat(neverBan.covers(cidr("2001:db8:1:3::/64"))).isEmpty();
    }

    @Test
    void saysWhyForTheOperator() {
        assertThat(of("198.51.100.1/32").refusal(cidr("198.51.100.0/24")))
                .hasValue("198.51.100.0/24 is not banned: it would touch 198.51.100.1/32, a reason (from test)");
    }

    @Test
    void refusesEverybodyAndWhatIsTooWide() {
        assertThat(NeverBan.NOTHING.refusal(cidr("0.0.0.0/0"))).hasValue("0.0.0.0/0 is not banned: it is everybody");
        assertThat(NeverBan.NOTHING.refusal(cidr("::/0"))).hasValue("::/0 is not banned: it is everybody");
        assertThat(NeverBan.NOTHING.refusal(cidr("198.51.0.0/16")).orElseThrow())
                .contains("wider than /24", "drop list");
        assertThat(NeverBan.NOTHING.refusal(cidr("2001:db8::/48")).orElseThrow())
                .contains("wider than /64");
    }

    @Test
    void refusesALengthThatNoSetHas() {
        assertThat(NeverBan.NOTHING.refusal(cidr("198.51.100.128/25")).orElseThrow())
                .contains("ban 198.51.100.0/24 or single addresses");
        assertThat(NeverBan.NOTHING.refusal(cidr("2001:db8::7/128")).orElseThrow())
                .contains("ban 2001:db8::/64");
        assertThat(NeverBan.NOTHING.refusal(cidr("198.51.100.7/32"))).isEmpty();
        assertThat(NeverBan.NOTHING.refusal(cidr("2001:db8::/64"))).isEmpty();
    }

    @Test
    void mergesItsNetworksForTheKernel() {
        assertThat(of("198.51.100.0/25", "198.51.100.7/32", "198.51.100.128/25").networks())
                .containsExactly(cidr("198.51.100.0/24"));
    }

    @Test
    void findsTheSameAsLookingAtEachEntry() {
        long seed = System.nanoTime();
        System.out.println("NeverBanTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> networks = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                networks.add(some(random).toString());
            }
            NeverBan neverBan = of(networks.toArray(String[]::new));
            for (int i = 0; i < 50; i++) {
                Cidr ban = some(random);
                boolean touched = networks.stream()
                        .map(NeverBanTest::cidr)
                        .anyMatch(entry -> entry.contains(ban.address()) || ban.contains(entry.address()));
                assertThat(neverBan.covers(ban).isPresent())
                        .as("%s against %s", ban, networks)
                        .isEqualTo(touched);
            }
        }
    }

    private static Cidr some(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        bytes[bytes.length - 1] = (byte) random.nextInt();
        IpAddress address = IpAddress.ofBytes(bytes);
        return Cidr.of(address, address.bits() - random.nextInt(10));
    }

    static NeverBan of(String... networks) {
        List<Entry> entries = new ArrayList<>();
        for (String network : networks) {
            entries.add(new Entry(cidr(network), "a reason", "test", NOW));
        }
        return NeverBan.of(entries);
    }

    static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
