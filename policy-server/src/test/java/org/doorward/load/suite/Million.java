package org.doorward.load.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.doorward.load.Load;
import org.doorward.load.LoadPlan;
import org.doorward.load.LoadResult;
import org.doorward.load.Persona;
import org.doorward.load.Traffic;
import org.doorward.store.model.Triplet;

/** A million new triplets in a run: what they take on the disk and in memory, and how soon the server starts with them. */
final class Million implements Part {

    private static final int NAMED_PERCENT = 50;
    private static final int CONNECTIONS = 50;

    /** A 16-byte key and an 8-byte time beside the texts. */
    private static final long KEY_AND_TIME = 24;

    private static final Duration AT_MOST = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 500;

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        int count = bench.quick() ? 100_000 : 1_000_000;
        String what = String.format(Locale.ROOT, "%,d new triplets", count);
        long content = content(count);
        Path state = bench.state("million");
        try (Load load = new Load(1);
                Contestant doorward = bench.doorward("million", List.of())) {
            AtomicLong peak = new AtomicLong();
            LoadResult result = runWatched(load, doorward, count, state, peak);
            report.add(what + ": rate, 50 connections", String.format(Locale.ROOT, "%,.0f/s", result.rate()));
            report.atMost(
                    what + ": largest size on disk meanwhile / live content at the end",
                    (double) peak.get() / content,
                    3,
                    "",
                    mebibytes(peak.get(), content));
            report.atMost(what + ": size on disk / live content", (double) Bench.bytes(state) / content, 3, "", "");
            report.add(
                    what + ": resident memory at its peak",
                    (doorward.watch().usage().peakBytes() >> 20) + " MiB, heap limit "
                            + doorward.watch().heapLimit());
            doorward.kill();
        }
        starts(bench, report, what, state, content);
    }

    private static LoadResult runWatched(Load load, Contestant doorward, int count, Path state, AtomicLong peak)
            throws IOException, InterruptedException {
        AtomicBoolean running = new AtomicBoolean(true);
        Thread watcher = new Thread(() -> watch(state, peak, running), "watcher");
        watcher.start();
        Traffic fresh = Traffic.fresh(0, NAMED_PERCENT);
        LoadResult result = load.run(LoadPlan.closed(doorward.address(), fresh, CONNECTIONS, Duration.ZERO, AT_MOST)
                .upTo(count));
        System.err.println(result.line());
        doorward.watch().awaitIdle();
        running.set(false);
        watcher.join();
        if (!result.failures().none() || result.latencies().count() != count) {
            throw new IOException(result.line());
        }
        return result;
    }

    private static void watch(Path state, AtomicLong peak, AtomicBoolean running) {
        try {
            while (running.get()) {
                peak.accumulateAndGet(Bench.bytes(state), Math::max);
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("No more looks at the files: " + e);
        }
    }

    private static void starts(Bench bench, Report report, String what, Path state, long content)
            throws IOException, InterruptedException {
        try (Contestant afterKill = bench.doorward("million", List.of())) {
            report.atMost(what + ": start after kill -9", afterKill.startUp().toMillis() / 1e3, 3, " s", "");
        }
        report.atMost(
                what + ": size on disk / live content, stopped",
                (double) Bench.bytes(state) / content,
                3,
                "",
                mebibytes(Bench.bytes(state), content));
        try (Contestant afterStop = bench.doorward("million", List.of())) {
            report.atMost(what + ": start after a stop", afterStop.startUp().toMillis() / 1e3, 3, " s", "");
        }
    }

    private static long content(int count) {
        return LongStream.range(0, count)
                .mapToObj(number -> Persona.of(number, NAMED_PERCENT).triplet())
                .mapToLong(Million::bytes)
                .sum();
    }

    private static long bytes(Triplet triplet) {
        String texts = triplet.client() + triplet.sender() + triplet.recipient();
        return KEY_AND_TIME + texts.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String mebibytes(long size, long content) {
        return String.format(Locale.ROOT, " (%d MiB of %d MiB)", size >> 20, content >> 20);
    }
}
