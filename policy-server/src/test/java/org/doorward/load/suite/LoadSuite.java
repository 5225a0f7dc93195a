package org.doorward.load.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all that docs/performance.md shows, and prints it as a table. */
@Command(
        name = "LoadSuite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the built distribution beside a bare responder, and prints a table in Markdown.",
            "Takes about 17 minutes, and the whole machine; with --quick about 4."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0: all targets met", "1: some missed", "2: wrong usage", "3: could not be measured"})
public final class LoadSuite implements Callable<Integer> {

    @Option(
            names = "--distribution",
            paramLabel = "FOLDER",
            defaultValue = "policy-server/target/doorward",
            description = "What is measured (${DEFAULT-VALUE}).")
    private Path distribution = Path.of("");

    @Option(names = "--quick", description = "Short runs, to see that all works; the figures mean little.")
    private boolean quick;

    @Option(
            names = "--part",
            split = ",",
            paramLabel = "PART",
            description =
                    "Only these: rates, latencies, million, starts, evidence, nodns, logs (all); firewall, commit and fail2ban.")
    private List<String> parts = List.of();

    @Option(
            names = "--java",
            paramLabel = "HOME",
            description = "A Java to measure starts on; may be given again (all under /usr/lib/jvm).")
    private List<Path> javas = List.of();

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where states and logs go, and stay (a temporary folder, deleted at the end).")
    private Path folder = Path.of("");

    private LoadSuite() {}

    /**
     * Measures.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new LoadSuite());
        command.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failure.printStackTrace();
            return 3;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean temporary = folder.toString().isEmpty();
        Path where = temporary ? Files.createTempDirectory("doorward-load") : Files.createDirectories(folder);
        try {
            Report report = measure(new Bench(distribution.toAbsolutePath(), where.toAbsolutePath(), quick));
            System.out.println();
            System.out.print(report.table());
            return report.allMet() ? 0 : 1;
        } finally {
            if (temporary) {
                delete(where);
            }
        }
    }

    private Report measure(Bench bench) throws IOException, InterruptedException {
        Map<String, Part> all = new LinkedHashMap<>();
        all.put("rates", new Rates());
        all.put("latencies", new Latencies());
        all.put("million", new Million());
        all.put("starts", new Starts(javas));
        all.put("evidence", new EvidenceRates());
        all.put("nodns", new NoDns());
        all.put("logs", new LogSpeed());
        if (parts.contains("firewall")) {
            // Only when it is asked for: it needs a network namespace of its own.
            all.put("firewall", new FirewallScale());
        }
        if (parts.contains("commit")) {
            all.put("commit", new FirewallCommit());
        }
        if (parts.contains("fail2ban")) {
            all.put("fail2ban", FirewallScale::besideFail2ban);
        }
        if (!all.keySet().containsAll(parts)) {
            throw new IllegalArgumentException("--part: " + String.join(", ", all.keySet()));
        }
        Report report = new Report();
        for (Map.Entry<String, Part> part : all.entrySet()) {
            if (parts.isEmpty() || parts.contains(part.getKey())) {
                part.getValue().measure(bench, report);
            }
        }
        return report;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
