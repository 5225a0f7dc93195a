package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.decision.Inquiries;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.ZoneDns;
import org.doorward.dnsbl.DnsblClient;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;
import org.doorward.score.NeverBan;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has to be looked up before a ban, by the real list client and the real greylist. */
@Timeout(60)
class NeverBansTest {

    private static final IpAddress CLIENT = IpAddress.parse("198.51.100.7").orElseThrow();
    private static final String QUESTION = "7.100.51.198.good.test";

    @TempDir
    Path folder;

    private final ZoneDns dns = new ZoneDns().address("2.0.0.127.good.test", "127.0.0.2");
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aListOfGoodSendersThatIsSilentIsNamedUntilItIsHeard() throws Exception {
        DoorwardConfig config = config();
        Timer timer = (wait, task) -> () -> {};
        try (Store store = Store.open(
                        StoreConfig.defaults(folder.resolve("state")),
                        StoreEvents.NONE,
                        () -> Inquiries.NOON,
                        System::nanoTime,
                        new Random(7));
                HealthBook book =
                        new HealthBook(dns, timer, () -> Inquiries.NOON, Duration.ofHours(1), DnsblEvents.IGNORED)) {
            DnsblClient lists = new DnsblClient(config.dnsbl(), book, dns, timer, nanos::get);
            NeverBan neverBan = new NeverBan(
                    List.of(), NeverBans.lookedUp(config.greylist(), store.greylist(), lists, () -> Inquiries.NOON));
            dns.failing(QUESTION, DnsAnswer.Failure.TIMEOUT);
            assertThat(ask(neverBan)).isEqualTo(new NeverBan.Answer(Optional.empty(), List.of("good.test")));

            dns.recovered(QUESTION);
            nanos.addAndGet(Duration.ofMinutes(30).toNanos());
            assertThat(ask(neverBan)).isEqualTo(NeverBan.Answer.NOTHING);

            dns.address(QUESTION, "127.0.0.3");
            nanos.addAndGet(Duration.ofMinutes(30).toNanos());
            assertThat(ask(neverBan)).isEqualTo(NeverBan.Answer.never("good.test knows it as a good sender"));
        }
    }

    private static NeverBan.Answer ask(NeverBan neverBan) throws Exception {
        return neverBan.ask(CLIENT).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private DoorwardConfig config() throws IOException {
        Path file = Files.writeString(folder.resolve("doorward.toml"), """
                [dnsbl]
                defaults = false
                [[dnsbl.list]]
                zone = "good.test"
                points = { "127.0.0.3" = -6 }
                """);
        LoadResult loaded = new ConfigLoader(file, Map.of(), Set.of(), new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), List.of());
        assertThat(loaded).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) loaded).config();
    }
}
