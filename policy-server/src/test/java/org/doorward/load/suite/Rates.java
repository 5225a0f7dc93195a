package org.doorward.load.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.doorward.load.Load;
import org.doorward.load.LoadPlan;
import org.doorward.load.LoadResult;
import org.doorward.load.Preparation;
import org.doorward.load.ProcessWatch;
import org.doorward.load.Traffic;

/**
 * Closed-loop rates of the server beside those of the bare responder. Each round runs all of them in turn; a ratio is taken
 * within a round, and the median of the rounds' ratios is reported.
 */
final class Rates implements Part {

    private static final int NAMED_PERCENT = 50;

    /** New triplets begin far above the known ones. */
    private static final long FIRST_NEW = 1_000_000_000L;

    private enum Run {
        BARE_50(50),
        KNOWN_50(50),
        NEW_50(50),
        BARE_200(200),
        NEW_200(200);

        private final int connections;

        Run(int connections) {
            this.connections = connections;
        }

        private boolean bare() {
            return this == BARE_50 || this == BARE_200;
        }
    }

    /**
     * One run's figures.
     *
     * @param rate replies a second
     * @param micros processor time of the server for a request, in microseconds
     */
    private record Figure(double rate, double micros) {}

    private final Map<Run, List<Figure>> figures = new EnumMap<>(Run.class);

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        int rounds = bench.quick() ? 2 : 7;
        Duration counted = Duration.ofSeconds(bench.quick() ? 3 : 6);
        Duration warmUp = Duration.ofSeconds(bench.quick() ? 8 : 20);
        Traffic fresh = Traffic.fresh(FIRST_NEW, NAMED_PERCENT);
        Traffic known = Traffic.known(0, Bench.KNOWN, NAMED_PERCENT);
        try (Load load = new Load(1);
                Contestant bare = bench.bare();
                Contestant doorward = bench.doorward("rates", List.of(Bench.SHORT_DELAY))) {
            Thread.sleep(Duration.ofSeconds(5).toMillis());
            long atRest = doorward.watch().usage().residentBytes();
            Preparation.pass(load, doorward.address(), 0, Bench.KNOWN, NAMED_PERCENT, Duration.ofSeconds(1));
            // The first round only warms up: its length is what the JVM's compilers take until they are done.
            for (int round = 0; round <= rounds; round++) {
                for (Run run : Run.values()) {
                    Contestant server = run.bare() ? bare : doorward;
                    Traffic traffic = run == Run.NEW_50 || run == Run.NEW_200 ? fresh : known;
                    doorward.watch().awaitIdle();
                    Figure figure = run(load, server, traffic, run, round == 0 ? warmUp : counted);
                    if (round > 0) {
                        figures.computeIfAbsent(run, first -> new ArrayList<>()).add(figure);
                    }
                }
            }
            report(report);
            memory(report, atRest, doorward.watch());
        }
    }

    private static Figure run(Load load, Contestant server, Traffic traffic, Run run, Duration counted)
            throws IOException {
        Duration warmUp = Duration.ofSeconds(1);
        Duration before = server.watch().usage().processor();
        LoadResult result = load.run(LoadPlan.closed(server.address(), traffic, run.connections, warmUp, counted));
        Duration processor = server.watch().usage().processor().minus(before);
        System.err.printf(Locale.ROOT, "%-8s %s%n", run, result.line());
        if (!result.failures().none()) {
            throw new IOException(run + ": " + result.line());
        }
        double requests = result.rate() * counted.plus(warmUp).toSeconds();
        return new Figure(result.rate(), processor.toNanos() / 1e3 / requests);
    }

    private void report(Report report) {
        for (Run run : Run.values()) {
            report.add(
                    run.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " connections, closed loop",
                    String.format(
                            Locale.ROOT,
                            "%,.0f/s; %.1f µs of processor time a request",
                            median(run, Figure::rate),
                            median(run, Figure::micros)));
        }
        ratio(report, "known / bare, 50 connections", Run.KNOWN_50, Run.BARE_50, 60);
        ratio(report, "new / bare, 50 connections", Run.NEW_50, Run.BARE_50, 15);
        ratio(report, "new / bare, 200 connections", Run.NEW_200, Run.BARE_200, 25);
    }

    private double median(Run run, java.util.function.ToDoubleFunction<Figure> value) {
        return Bench.median(figures.getOrDefault(run, List.of()).stream()
                .map(value::applyAsDouble)
                .toList());
    }

    private void ratio(Report report, String what, Run part, Run whole, double target) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < figures.getOrDefault(part, List.of()).size(); round++) {
            ratios.add(100
                    * figures.get(part).get(round).rate()
                    / figures.get(whole).get(round).rate());
        }
        String range = String.format(
                Locale.ROOT,
                " (%.0f to %.0f in %d rounds)",
                ratios.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                ratios.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                ratios.size());
        report.atLeast(what, Bench.median(ratios), target, " %", range);
    }

    private static void memory(Report report, long atRest, ProcessWatch watch) throws IOException {
        report.add("resident memory at rest, 5 s after the start", (atRest >> 20) + " MiB");
        report.add(
                "resident memory at its peak under these loads",
                (watch.usage().peakBytes() >> 20) + " MiB, heap limit " + watch.heapLimit());
    }
}
