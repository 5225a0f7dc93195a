package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.doorward.check.rate.RateMemory;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dnsbl.DnsblEvents;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.ownlist.OwnList;
import org.doorward.spf.SenderRanges;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RulesetTest {

    @TempDir
    Path folder;

    private final FullScheduler scheduler = new FullScheduler();

    @Test
    void rulesThatCouldNotBeMadeWatchNoFiles() throws Exception {
        Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));
        LoadResult.Loaded config = config();
        try (Store store = Store.open(
                StoreConfig.defaults(folder.resolve("state")),
                meters,
                Clock.systemUTC(),
                System::nanoTime,
                new Random(7))) {
            Lasting lasting = new Lasting(
                    store.greylist(),
                    store.offences(),
                    new RateMemory(System::nanoTime, new Random(1), meters::rateLimited),
                    () -> OwnList.EMPTY,
                    network -> Optional.empty(),
                    Clock.systemUTC(),
                    new Random(7));
            assertThatThrownBy(() ->
                            new Ruleset(config, lasting, lookups(), scheduler, System::nanoTime, meters, List.of()))
                    .isInstanceOf(RejectedExecutionException.class);
        }

        assertThat(scheduler.getQueue()).hasSize(1).allMatch(task -> ((ScheduledFuture<?>) task).isCancelled());
        scheduler.shutdownNow();
    }

    private static Lookups lookups() {
        Dns dns = question -> CompletableFuture.completedFuture(new DnsAnswer.Failed(DnsAnswer.Failure.DOWN, "none"));
        Timer timer = (wait, task) -> () -> {};
        return new Lookups(
                dns,
                new HealthBook(dns, timer, Clock.systemUTC(), Duration.ofHours(1), DnsblEvents.IGNORED),
                timer,
                new SenderRanges(dns, List.of(), Duration.ofHours(1), new FullScheduler(), new Random(7)));
    }

    private LoadResult.Loaded config() throws IOException {
        Path clients = Files.writeString(folder.resolve("clients"), "example.org\n");
        Path optOut = Files.writeString(folder.resolve("opt_out"), "a@example.org\n");
        LoadResult loaded = new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        Map.of(),
                        Set.of(),
                        new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), List.of("access.client_files=" + clients, "greylist.opt_out_files=" + optOut));
        return (LoadResult.Loaded) loaded;
    }

    /** Has room for one task, as one that is shut down meanwhile has. */
    private static final class FullScheduler extends ScheduledThreadPoolExecutor {

        FullScheduler() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long every, TimeUnit unit) {
            if (!getQueue().isEmpty()) {
                throw new RejectedExecutionException("full");
            }
            return super.scheduleWithFixedDelay(task, first, every, unit);
        }
    }
}
