package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.firewall.nft.NftNetns.CLIENT4;
import static org.doorward.firewall.nft.NftNetns.CLIENT6;
import static org.doorward.firewall.nft.NftNetns.OTHER4;
import static org.doorward.firewall.nft.NftNetns.SERVER4;
import static org.doorward.firewall.nft.NftNetns.SERVER6;
import static org.doorward.firewall.nft.NftNetns.ban;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.Wanted;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

/** Many bans, and many packets while they are made anew. The figures are printed; the bounds are those of a slow and busy machine. */
class RealNftScaleTest {

    private static final Pattern PACKETS = Pattern.compile("packets ([0-9]+)");

    @Test
    void aHundredThousandBansAreMadeReadAndChangedInSeconds() throws Exception {
        try (NftNetns host = new NftNetns();
                NftFirewall firewall = new NftFirewall(host.settings())) {
            List<FirewallBan> bans = new ArrayList<>(RealNftStateTest.many(0, 80_000));
            bans.addAll(networks(10_000));
            List<Cidr> lists = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                byte[] address = {20, (byte) (i >> 4), (byte) (i << 4), 0};
                lists.add(Cidr.of(IpAddress.ofBytes(address), 20));
            }
            Wanted wanted = new Wanted(BanSet.of(bans), List.of(), lists);
            assertThat(wanted.bans().size()).isEqualTo(100_000);

            assertWithin("first rebuild", 20, () -> firewall.rebuild(wanted, Instant.now()));
            assertWithin("second rebuild", 20, () -> firewall.rebuild(wanted, Instant.now()));
            assertWithin("third rebuild", 20, () -> firewall.rebuild(wanted, Instant.now()));
            assertWithin("look", 5, () -> assertThat(firewall.look().state()).isEqualTo(State.IN_PLACE));
            assertWithin("knocks", 5, () -> assertThat(firewall.knocks()).isEmpty());
            assertWithin(
                    "one change",
                    5,
                    () -> firewall.apply(new BanChanges(List.of(), List.of(ban(CLIENT4 + "/32", 600))), Instant.now()));
            assertWithin(
                    "one unban",
                    5,
                    () -> firewall.apply(new BanChanges(List.of(bans.get(0).network()), List.of()), Instant.now()));
            assertWithin(
                    "5,000 changes",
                    5,
                    () -> firewall.apply(new BanChanges(List.of(), RealNftStateTest.many(1, 5000)), Instant.now()));
            assertWithin("replacing 2,000 networks", 5, () -> firewall.replace(List.of(), lists));
            assertWithin(
                    "read",
                    60,
                    () -> assertThat(firewall.read(Instant.now()).size()).isEqualTo(100_000));
            assertWithin("remove", 20, firewall::remove);
        }
    }

    private static List<FirewallBan> networks(int count) {
        long until = Instant.now().getEpochSecond() + 86_400;
        List<FirewallBan> bans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] v4 = {11, (byte) (i >> 8), (byte) i, 0};
            byte[] v6 = {0x20, 0x01, 0x0d, (byte) 0xb8, 0, 9, (byte) (i >> 8), (byte) i, 0, 0, 0, 0, 0, 0, 0, 0};
            bans.add(new FirewallBan(Cidr.of(IpAddress.ofBytes(v4), 24), until, ""));
            bans.add(new FirewallBan(Cidr.of(IpAddress.ofBytes(v6), 64), until, ""));
        }
        return bans;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static void assertWithin(String what, int seconds, Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("100,000 bans, " + what + ": " + took.toMillis() + " ms");
        assertThat(took).as(what).isLessThan(Duration.ofSeconds(seconds));
    }

    @Test
    void noPacketPassesWhileTheTableIsMadeAnewUnderAFlood() throws Exception {
        try (NftNetns host = new NftNetns().listening();
                NftFirewall firewall = new NftFirewall(host.settings())) {
            host.nft("add table inet witness; add counter inet witness passed;"
                    + " add chain inet witness seen { type filter hook prerouting priority 0; };"
                    + " add rule inet witness seen tcp dport 25 counter name passed");
            List<FirewallBan> bans = new ArrayList<>(RealNftStateTest.many(0, 10_000));
            List<FirewallBan> flooders =
                    List.of(ban(CLIENT4 + "/32", 5000), ban("10.20.30.0/24", 5000), ban("2001:db8:1:2::/64", 5000));
            bans.addAll(flooders);
            Wanted wanted = new Wanted(BanSet.of(bans), List.of(), List.of());
            firewall.rebuild(wanted, Instant.now());

            Process flood = flood(host);
            int rebuilds = 0;
            while (flood.isAlive()) {
                firewall.rebuild(wanted, Instant.now());
                firewall.apply(new BanChanges(List.of(), flooders), Instant.now());
                firewall.replace(List.of(), List.of());
                rebuilds++;
            }
            long attempts = number(flood);
            long passed = passed(host);
            System.out.println(attempts + " attempts during " + rebuilds + " rebuilds, " + passed + " passed");

            assertThat(attempts).isGreaterThan(1000);
            assertThat(rebuilds).isGreaterThan(2);
            assertThat(passed).isZero();
            // And the witness sees what passes.
            firewall.remove();
            assertThat(host.connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(passed(host)).isPositive();
        }
    }

    private static Process flood(NftNetns host) {
        return host.net.start("client", "/usr/bin/python3", "-c", """
                import itertools, socket, sys, time
                pairs = [(socket.AF_INET, sys.argv[1], sys.argv[4]), (socket.AF_INET, sys.argv[2], sys.argv[4]),
                         (socket.AF_INET6, sys.argv[3], sys.argv[5])]
                end = time.monotonic() + 8
                attempts, waiting = 0, []
                for family, mine, theirs in itertools.cycle(pairs):
                    if time.monotonic() > end:
                        break
                    connection = socket.socket(family, socket.SOCK_STREAM)
                    connection.setblocking(False)
                    connection.bind((mine, 0))
                    connection.connect_ex((theirs, 25))
                    attempts += 1
                    waiting.append(connection)
                    if len(waiting) > 200:
                        waiting.pop(0).close()
                print(attempts)
                """, CLIENT4, OTHER4, CLIENT6, SERVER4, SERVER6);
    }

    private static long number(Process process) throws Exception {
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            return Long.parseLong(output.readLine());
        }
    }

    private static long passed(NftNetns host) {
        Matcher packets = PACKETS.matcher(host.nft("list", "counter", "inet", "witness", "passed"));
        assertThat(packets.find()).isTrue();
        return Long.parseLong(packets.group(1));
    }
}
