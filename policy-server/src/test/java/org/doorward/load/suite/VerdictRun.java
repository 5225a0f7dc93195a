package org.doorward.load.suite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.VerdictLimits;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.model.VerdictSeries;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * Fills a store with verdicts, measures how soon some are found, and how late decisions on new triplets are beside a flood of
 * verdicts.
 */
public final class VerdictRun {

    private static final int FLOOD_A_SECOND = 50_000;
    private static final int DECISIONS_A_SECOND = 1000;
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final int QUESTIONS = 15;

    private final Path directory;
    private final int count;
    private final SplittableRandom random = new SplittableRandom(1);
    private long nextNew;

    private VerdictRun(Path directory, int count) {
        this.directory = directory;
        this.count = count;
    }

    /**
     * Runs.
     *
     * @param arguments an empty folder for the store, and how many verdicts it is filled with (1,000,000)
     */
    public static void main(String[] arguments) throws IOException, StoreException {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        new VerdictRun(Files.createDirectories(Path.of(arguments[0])), count).run();
    }

    private void run() throws IOException, StoreException {
        // As many as are asked for are notable ones, which have three quarters of the limit.
        VerdictLimits wide = new VerdictLimits(20_000, 100_000, 2L * count, Duration.ofDays(14));
        try (Store store = open(wide)) {
            fill(store);
        }
        try (Store store = open(wide)) {
            questions(store);
        }
        try (Store store = open(VerdictLimits.DEFAULT)) {
            cost(store);
            StoreLoad load = new StoreLoad(store, Instant::now);
            round(store, load, "warming up", false);
            for (int i = 0; i < 3; i++) {
                round(store, load, "no verdicts", false);
                round(store, load, "beside a flood of verdicts", true);
            }
        }
    }

    private Store open(VerdictLimits verdicts) throws StoreException {
        StoreConfig defaults = StoreConfig.defaults(directory);
        StoreConfig config = new StoreConfig(
                directory,
                defaults.forceEachCommit(),
                defaults.batchLimit(),
                defaults.queueLimit(),
                defaults.generationSpan(),
                defaults.generationRows(),
                defaults.pendingLimit(),
                defaults.pendingAge(),
                defaults.passedAge(),
                defaults.offenceAge(),
                defaults.banAge(),
                defaults.banLimit(),
                defaults.cacheEntries(),
                defaults.databaseCacheBytes(),
                defaults.connections(),
                defaults.startEmptyWhenDamaged(),
                verdicts);
        return Store.open(config, StoreEvents.NONE, Instant::now, System::nanoTime, new SecureRandom());
    }

    private void fill(Store store) throws IOException {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while (i % 100 == 0 && store.verdicts().status().queued() > 10_000) {
                LockSupport.parkNanos(1_000_000);
            }
            VerdictRecord record = verdict(i);
            store.verdicts().record(VerdictSeries.NOTABLE, () -> record);
        }
        while (store.verdicts().status().recorded() < count) {
            LockSupport.parkNanos(10_000_000);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        say(
                "%,d verdicts in %.0f s, %,.0f/s; %d MiB on disk",
                count, seconds, count / seconds, Bench.bytes(directory) >> 20);
    }

    /** One client in a hundred comes a hundred times as often as another, as do senders and recipients. */
    private VerdictRecord verdict(int number) {
        String client = random.nextInt(4) == 0
                ? "2001:db8:" + Integer.toHexString(random.nextInt(1 << 16)) + "::1"
                : "198." + (18 + random.nextInt(2)) + "." + random.nextInt(256) + "." + random.nextInt(256);
        String sender = number % 100 == 0 ? "often@example.net" : "s" + random.nextInt(1_000_000) + "@example.net";
        String recipient = number % 10_000 == 0 ? "seldom@example.org" : "r" + random.nextInt(5000) + "@example.org";
        boolean listed = random.nextInt(5) == 0;
        return new VerdictRecord(
                Instant.now(),
                IpAddress.parse(client),
                "host" + random.nextInt(100_000) + ".example.net",
                "host" + random.nextInt(100_000) + ".example.net",
                "",
                "RCPT",
                sender,
                recipient,
                listed ? "reject" : "defer",
                listed ? "dnsbl" : "greylisted",
                listed ? "listed by zen.spamhaus.org (127.0.0.2)" : "first seen",
                false,
                Duration.ofNanos(random.nextInt(1_000_000)),
                listed
                        ? "dnsbl: points 4: dnsbl 4 (dnsbl:zen.spamhaus.org) 127.0.0.2; dnsbl 2 (dnsbl:bl.spamcop.net)\n"
                                + "helo: points 1: helo 1 not a name\nnothing: rate, exempt, access, banned"
                        : "greylist: defer: greylisted: first seen\nnothing: rate, exempt, access, banned, helo, dnsbl");
    }

    private static void questions(Store store) throws StoreException {
        ask(store, "a network that comes all the time", client("198.18.0.0/16"));
        ask(store, "an address that has come some times", client("198.18.7.7"));
        ask(store, "an address that has never come", client("203.0.113.7"));
        ask(store, "a sender of each hundredth mail", new Subject.Sender("often@example.net"));
        ask(store, "a sender whom nobody knows", new Subject.Sender("nobody@example.net"));
        ask(store, "a recipient of each ten thousandth mail", new Subject.Recipient("seldom@example.org"));
        ask(store, "a recipient whom nobody knows", new Subject.Recipient("nobody@example.org"));
    }

    private static void ask(Store store, String what, Subject subject) throws StoreException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long processor = threads.getCurrentThreadCpuTime();
        double[] millis = new double[QUESTIONS];
        int found = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            long began = System.nanoTime();
            found = store.verdicts().latest(subject, 20).size();
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        double first = millis[0];
        double spent = (threads.getCurrentThreadCpuTime() - processor) / 1e6 / QUESTIONS;
        Arrays.sort(millis);
        say(
                "%s: %d found; first %.0f ms, median %.0f ms, most %.0f ms; %.0f ms of processor time",
                what, found, first, millis[QUESTIONS / 2], millis[QUESTIONS - 1], spent);
    }

    private void cost(Store store) {
        List<VerdictRecord> records = List.of(verdict(1));
        Supplier<VerdictRecord> made = () -> records.get(0);
        for (int round = 0; round < 3; round++) {
            int times = 3_000_000;
            long began = System.nanoTime();
            for (int i = 0; i < times; i++) {
                store.verdicts().record(VerdictSeries.NOTABLE, made);
            }
            say("recording one: %.0f ns", (System.nanoTime() - began) / (double) times);
        }
    }

    private void round(Store store, StoreLoad load, String what, boolean flooded) throws IOException {
        BooleanSupplier goOn = until(ROUND);
        long before = store.verdicts().status().recorded();
        Thread flood = new Thread(() -> flood(store, goOn), "flood");
        if (flooded) {
            flood.start();
        }
        StoreLoad.Seen seen = load.scheduled(DECISIONS_A_SECOND, nth -> nextNew++, goOn);
        say(
                "%s: %,d decisions at %,d/s, ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.1f; %d refused; %,d verdicts recorded; %d MiB on disk",
                what,
                seen.latencies().count(),
                DECISIONS_A_SECOND,
                seen.latencies().percentile(50) / 1e6,
                seen.latencies().percentile(99) / 1e6,
                seen.latencies().percentile(99.9) / 1e6,
                seen.latencies().max() / 1e6,
                seen.refused(),
                store.verdicts().status().recorded() - before,
                Bench.bytes(directory) >> 20);
    }

    private void flood(Store store, BooleanSupplier goOn) {
        SplittableRandom chance = new SplittableRandom(2);
        VerdictRecord[] some = new VerdictRecord[1000];
        Arrays.setAll(some, this::verdict);
        long begin = System.nanoTime();
        for (long told = 0; goOn.getAsBoolean(); told++) {
            long due = begin + told * 1_000_000_000L / FLOOD_A_SECOND;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            VerdictRecord record = some[chance.nextInt(some.length)];
            store.verdicts().record(VerdictSeries.NOTABLE, () -> record);
        }
    }

    private static BooleanSupplier until(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() < end;
    }

    private static Subject client(String network) {
        return new Subject.Client(Cidr.parse(network).orElseThrow());
    }

    private static void say(String form, Object... values) {
        System.out.println(String.format(Locale.ROOT, form, values));
    }
}
