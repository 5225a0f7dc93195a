package org.doorward.load.suite;

import java.io.IOException;
import java.nio.file.Files;
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
 * What evidence costs who is known: the rate of known triplets at a server with eight lists and all checks on, whose memory has
 * all answers, beside that of a server without them. Each round runs both, in turns the one and the other first; the ratio is
 * taken within a round, and the median of the rounds' ratios is reported.
 */
final class EvidenceRates implements Part {

    private static final String WITH = "with-evidence";
    private static final int NAMED_PERCENT = 50;
    private static final int CONNECTIONS = 50;

    private static final Preparation.Many ALL = new Preparation.Many(0, Bench.KNOWN, NAMED_PERCENT);

    /** Each has some fifteen questions under way then; a socket's buffer does not hold those of many. */
    private static final int PREPARING = 8;

    /** What the log says when a list is not asked any more; a server without lists would be a cheap one. */
    private static final String PARKED = "it is not asked until";

    /** Until the lists have proven themselves. */
    private static final Duration PROVING = Duration.ofSeconds(5);

    /** A contestant's figures, a round each. */
    private record Side(String name, Contestant server, List<Double> rates, List<Double> micros) {

        Side(String name, Contestant server) {
            this(name, server, new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        int rounds = bench.quick() ? 3 : 7;
        Duration counted = Duration.ofSeconds(bench.quick() ? 3 : 6);
        Duration warmUp = Duration.ofSeconds(bench.quick() ? 10 : 20);
        Files.createDirectories(bench.folder());
        try (Load load = new Load(1);
                MadeUpDns dns = new MadeUpDns();
                Contestant without = bench.doorward("without-evidence", EvidenceSettings.none());
                Contestant with = bench.doorward(WITH, EvidenceSettings.all(bench.folder(), dns.address()))) {
            Thread.sleep(PROVING.toMillis());
            List<Side> sides = List.of(new Side("without", without), new Side("with", with));
            for (Side side : sides) {
                Preparation.pass(load, side.server().address(), ALL, Duration.ofSeconds(1), PREPARING);
            }
            for (Side side : sides) {
                run(load, side, warmUp);
            }
            sides.forEach(side -> side.rates().clear());
            sides.forEach(side -> side.micros().clear());
            int asked = dns.asked();
            for (int round = 0; round < rounds; round++) {
                run(load, sides.get(round % 2), counted);
                run(load, sides.get(1 - round % 2), counted);
            }
            if (Files.readString(bench.log(WITH)).contains(PARKED)) {
                throw new IOException("a list was parked; is the machine busy? See " + bench.log(WITH));
            }
            report(report, sides.get(0), sides.get(1), asked, dns.asked() - asked);
            report.add(
                    "known, with evidence: resident memory at its peak",
                    (with.watch().usage().peakBytes() >> 20) + " MiB, heap limit "
                            + with.watch().heapLimit());
        }
    }

    private static void run(Load load, Side side, Duration counted) throws IOException, InterruptedException {
        side.server().watch().awaitIdle();
        Duration warmUp = Duration.ofSeconds(1);
        Traffic known = Traffic.known(0, Bench.KNOWN, NAMED_PERCENT);
        Duration before = side.server().watch().usage().processor();
        LoadResult result = load.run(LoadPlan.closed(side.server().address(), known, CONNECTIONS, warmUp, counted));
        Duration processor = side.server().watch().usage().processor().minus(before);
        System.err.printf(Locale.ROOT, "%-8s %s%n", side.name(), result.line());
        if (!result.failures().none() || result.actions().keySet().stream().anyMatch(EvidenceRates::negative)) {
            throw new IOException(side.name() + ": " + result.line());
        }
        side.rates().add(result.rate());
        double requests = result.rate() * counted.plus(warmUp).toSeconds();
        side.micros().add(processor.toNanos() / 1e3 / requests);
    }

    private static boolean negative(String action) {
        return action.startsWith("DEFER") || action.startsWith("4") || action.startsWith("5");
    }

    private static void report(Report report, Side without, Side with, int askedBefore, int askedMeanwhile) {
        for (Side side : List.of(without, with)) {
            report.add(
                    "known, " + side.name() + " evidence, 50 connections",
                    String.format(
                            Locale.ROOT,
                            "%,.0f/s; %.1f µs of processor time a request",
                            Bench.median(side.rates()),
                            Bench.median(side.micros())));
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < with.rates().size(); round++) {
            ratios.add(100 * with.rates().get(round) / without.rates().get(round));
        }
        String range = String.format(
                Locale.ROOT,
                " (%.0f to %.0f in %d rounds; %,d questions to the DNS before, %,d meanwhile)",
                ratios.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                ratios.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                ratios.size(),
                askedBefore,
                askedMeanwhile);
        report.atLeast("known with / without evidence, 50 connections", Bench.median(ratios), 80, " %", range);
    }
}
