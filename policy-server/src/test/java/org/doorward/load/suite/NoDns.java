package org.doorward.load.suite;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.doorward.load.Load;
import org.doorward.load.LoadPlan;
import org.doorward.load.LoadResult;
import org.doorward.load.ProcessWatch.Usage;
import org.doorward.load.Traffic;

/**
 * A flood of strangers, each with an address of its own, at a server whose name server does not answer: not since the start, or
 * not any more from the moment of the flood, when all lists are trusted. Each connection is as one smtpd process of Postfix: it
 * asks again when it has its answer.
 */
final class NoDns implements Part {

    private static final int NAMED_PERCENT = 50;
    private static final int CONNECTIONS = 100;
    private static final long FIRST = 1_500_000_000L / 2;

    /** The default of {@code decision.deadline}. */
    private static final double DEADLINE_MILLIS = 5000;

    private static final Duration AT_MOST = Duration.ofMinutes(10);

    /** Until the lists have proven themselves, or could not. */
    private static final Duration PROVING = Duration.ofSeconds(6);

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        Files.createDirectories(bench.folder());
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) deaf.getLocalSocketAddress();
            flood(bench, report, "no DNS since the start", address, () -> {});
        }
        try (MadeUpDns dns = new MadeUpDns()) {
            flood(bench, report, "DNS gone at that moment", dns.address(), dns::fallSilent);
        }
    }

    private static void flood(Bench bench, Report report, String when, InetSocketAddress dns, Runnable begins)
            throws IOException, InterruptedException {
        int count = bench.quick() ? 20_000 : 100_000;
        List<String> settings = EvidenceSettings.all(bench.folder(), dns);
        try (Load load = new Load(1);
                Contestant doorward = bench.doorward(when.replace(' ', '-'), settings)) {
            Thread.sleep(PROVING.toMillis());
            Usage before = doorward.watch().usage();
            begins.run();
            Traffic strangers = Traffic.strangers(FIRST, NAMED_PERCENT);
            LoadResult result =
                    load.run(LoadPlan.closed(doorward.address(), strangers, CONNECTIONS, Duration.ZERO, AT_MOST)
                            .upTo(count));
            System.err.println(when + ": " + result.line());
            if (!result.failures().none() || result.latencies().count() != count) {
                throw new IOException(when + ": " + result.line());
            }
            Usage after = doorward.watch().usage();
            report(report, String.format(Locale.ROOT, "%,d strangers, %s", count, when), result);
            report.add(
                    when + ": resident memory before, and at its peak",
                    String.format(
                            Locale.ROOT,
                            "%d MiB, %d MiB; heap limit %s",
                            before.residentBytes() >> 20,
                            after.peakBytes() >> 20,
                            doorward.watch().heapLimit()));
        }
    }

    private static void report(Report report, String what, LoadResult result) {
        long deferred = result.actions().entrySet().stream()
                .filter(action -> action.getKey().startsWith("DEFER"))
                .mapToLong(action -> action.getValue())
                .sum();
        report.atMost(
                what + ": latest answer",
                result.millis(100),
                DEADLINE_MILLIS,
                " ms",
                String.format(
                        Locale.ROOT,
                        " (p50 %.2f, p99 %.2f, p99.9 %.1f; %,.0f/s)",
                        result.millis(50),
                        result.millis(99),
                        result.millis(99.9),
                        result.rate()));
        double share = 100.0 * deferred / result.latencies().count();
        report.atLeast(what + ": greylisted as ever", share, 99, " %", " " + result.actions());
    }
}
