package org.doorward.load.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.doorward.load.Load;
import org.doorward.load.LoadPlan;
import org.doorward.load.LoadResult;
import org.doorward.load.Preparation;
import org.doorward.load.Traffic;

/**
 * Latencies at a fixed rate, counted from the schedule. The bare responder at the same rate shows what the machine and the
 * client add.
 */
final class Latencies implements Part {

    private static final int RATE = 3000;
    private static final int CONNECTIONS = 100;
    private static final int NAMED_PERCENT = 50;
    private static final long FIRST_NEW = 2_000_000_000L;

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        int rounds = bench.quick() ? 1 : 3;
        Duration counted = Duration.ofSeconds(bench.quick() ? 5 : 15);
        Traffic fresh = Traffic.fresh(FIRST_NEW, NAMED_PERCENT);
        Traffic known = Traffic.known(0, Bench.KNOWN, NAMED_PERCENT);
        List<LoadResult> bareResults = new ArrayList<>();
        List<LoadResult> knownResults = new ArrayList<>();
        List<LoadResult> newResults = new ArrayList<>();
        try (Load load = new Load(1);
                Contestant bare = bench.bare();
                Contestant doorward = bench.doorward("latencies", List.of(Bench.SHORT_DELAY))) {
            Preparation.pass(load, doorward.address(), 0, Bench.KNOWN, NAMED_PERCENT, Duration.ofSeconds(1));
            for (int round = 0; round < rounds; round++) {
                bareResults.add(run(load, bare, known, counted));
                knownResults.add(run(load, doorward, known, counted));
                newResults.add(run(load, doorward, fresh, counted));
                doorward.watch().awaitIdle();
            }
        }
        report.add(
                "bare, " + RATE + "/s offered: p99",
                String.format(Locale.ROOT, "%.2f ms", p99(bareResults)) + text(bareResults));
        report.atMost("known, " + RATE + "/s offered: p99", p99(knownResults), 5, " ms", text(knownResults));
        report.atMost("new, " + RATE + "/s offered: p99", p99(newResults), 25, " ms", text(newResults));
    }

    private static LoadResult run(Load load, Contestant server, Traffic traffic, Duration counted) throws IOException {
        LoadResult result =
                load.run(LoadPlan.open(server.address(), traffic, RATE, CONNECTIONS, Duration.ofSeconds(3), counted));
        System.err.println(result.line());
        if (!result.failures().none()) {
            throw new IOException(result.line());
        }
        return result;
    }

    private static double p99(List<LoadResult> results) {
        return Bench.median(results.stream().map(result -> result.millis(99)).toList());
    }

    private static String text(List<LoadResult> results) {
        LoadResult all = results.stream().reduce(LoadResult.none(), LoadResult::and);
        return String.format(
                Locale.ROOT,
                " (rounds: %s; all: p50 %.2f, p99.9 %.2f, max %.1f ms)",
                results.stream()
                        .map(result -> String.format(Locale.ROOT, "%.2f", result.millis(99)))
                        .toList(),
                all.millis(50),
                all.millis(99.9),
                all.millis(100));
    }
}
