package org.doorward.load.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.doorward.load.ProcessWatch;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.StoreStatus;
import org.doorward.store.model.StoreException;

/**
 * Ages millions of triplets out of a store, and looks how late decisions are meanwhile.
 *
 * <p>On the store alone, because its clock can be moved: at a server the triplets would need a day to age, or a window so
 * short that it ages nothing while they are written. Only the protocol and the checks are left out; what ages, and what
 * could be in its way, is all here. Of the decisions half are on new triplets, a quarter on passed ones, a quarter on retries
 * that come too early or too late; the cache is so small that most of the latter two ask the database.
 */
public final class AgingRun {

    private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");
    private static final int PASSED = 20_000;
    private static final int RATE = 1000;
    private static final long FIRST_AGING = 1_000_000;
    private static final long FIRST_NEW = 1_000_000_000;
    private static final Duration BASELINE = Duration.ofSeconds(20);
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private final Path directory;
    private final long count;
    private final AtomicReference<Instant> clock = new AtomicReference<>(BEGIN);
    private long nextNew = FIRST_NEW;

    private AgingRun(Path directory, long count) {
        this.directory = directory;
        this.count = count;
    }

    /**
     * Runs.
     *
     * @param arguments an empty folder for the store, and how many triplets age (10,000,000)
     */
    public static void main(String[] arguments) throws IOException, StoreException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 10_000_000;
        new AgingRun(directory, count).run();
    }

    private void run() throws IOException, StoreException {
        StoreConfig defaults = StoreConfig.defaults(directory);
        StoreConfig config = new StoreConfig(
                directory,
                defaults.forceEachCommit(),
                defaults.batchLimit(),
                defaults.queueLimit(),
                defaults.generationSpan(),
                defaults.generationRows(),
                Math.max(defaults.pendingLimit(), 2 * count),
                defaults.pendingAge(),
                defaults.passedAge(),
                defaults.offenceAge(),
                defaults.banAge(),
                defaults.banLimit(),
                1000,
                defaults.databaseCacheBytes(),
                defaults.connections(),
                defaults.startEmptyWhenDamaged(),
                defaults.verdicts());
        try (Store store = Store.open(config, StoreEvents.NONE, clock::get, System::nanoTime, new SecureRandom())) {
            StoreLoad load = new StoreLoad(store, clock::get);
            fill(store, load);
            say("before: " + decisions(load, until(BASELINE)));
            clock.set(clock.get().plus(Duration.ofHours(49)));
            age(store, load);
            say("after: " + decisions(load, until(BASELINE)));
            say(files(store));
        }
        say(String.format(Locale.ROOT, "stopped: %d MiB on disk", Bench.bytes(directory) >> 20));
    }

    private void fill(Store store, StoreLoad load) throws IOException {
        load.all(0, PASSED);
        clock.set(BEGIN.plus(Duration.ofMinutes(5)));
        load.all(0, PASSED);
        long began = System.nanoTime();
        load.all(FIRST_AGING, count);
        double seconds = (System.nanoTime() - began) / 1e9;
        say(String.format(Locale.ROOT, "%,d new triplets in %.0f s, %,.0f/s", count, seconds, count / seconds));
        say(files(store));
    }

    private void age(Store store, StoreLoad load) throws IOException {
        int generations = store.status().generations();
        long began = System.nanoTime();
        BooleanSupplier more = until(AT_MOST);
        String seen =
                decisions(load, () -> more.getAsBoolean() && store.status().generations() > 1);
        say(String.format(
                Locale.ROOT,
                "while %d generations age out, %.0f s: %s",
                generations,
                (System.nanoTime() - began) / 1e9,
                seen));
        say(files(store));
    }

    private String decisions(StoreLoad load, BooleanSupplier goOn) {
        SplittableRandom random = new SplittableRandom(1);
        LongUnaryOperator numbers = nth -> switch (random.nextInt(4)) {
            case 0 -> random.nextLong(PASSED);
            case 1 -> FIRST_AGING + random.nextLong(count);
            default -> nextNew++;
        };
        StoreLoad.Seen seen = load.scheduled(RATE, numbers, goOn);
        return String.format(
                Locale.ROOT,
                "%,d decisions at %,d/s, ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.1f; %d refused",
                seen.latencies().count(),
                RATE,
                seen.latencies().percentile(50) / 1e6,
                seen.latencies().percentile(99) / 1e6,
                seen.latencies().percentile(99.9) / 1e6,
                seen.latencies().max() / 1e6,
                seen.refused());
    }

    private static BooleanSupplier until(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() < end;
    }

    private String files(Store store) throws IOException {
        StoreStatus status = store.status();
        return String.format(
                Locale.ROOT,
                "%,d pending in %d generations, %,d passed; %d MiB on disk; %d MiB resident",
                status.pendingTriplets(),
                status.generations(),
                status.passedTriplets(),
                Bench.bytes(directory) >> 20,
                ProcessWatch.self().usage().residentBytes() >> 20);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
