package org.doorward.load.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How soon the server answers after its start, on each Java of the machine, with the class archive that the launcher makes at
 * the first start. That first start counts for nothing.
 */
final class Starts implements Part {

    private static final int STARTS = 9;
    private static final double TARGET = 1.5;
    private static final double TARGET_JAVA_17 = 2.5;

    private final Map<String, Path> javas = new LinkedHashMap<>();

    /**
     * For these.
     *
     * @param homes folders of Java; when there are none, those under {@code /usr/lib/jvm}
     */
    Starts(List<Path> homes) throws IOException {
        if (homes.isEmpty()) {
            javas.putAll(installed());
        } else {
            homes.forEach(home -> javas.put(version(home).orElse(home.toString()), home));
        }
    }

    private static Map<String, Path> installed() throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib/jvm"))) {
            folders.filter(folder -> Files.isExecutable(folder.resolve("bin/java")))
                    .forEach(folder -> version(folder).ifPresent(version -> found.putIfAbsent(version, folder)));
        }
        return found;
    }

    private static Optional<String> version(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("JAVA_VERSION=|\"", ""))
                    .findFirst();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws IOException, InterruptedException {
        int starts = bench.quick() ? 3 : STARTS;
        Map<String, List<Double>> seconds = new TreeMap<>();
        for (int start = 0; start <= starts; start++) {
            for (Map.Entry<String, Path> java : javas.entrySet()) {
                String state = "start-" + java.getKey();
                Files.createDirectories(bench.state(state));
                try (Contestant doorward = bench.doorward(state + "/state", java.getValue(), List.of())) {
                    if (start > 0) {
                        seconds.computeIfAbsent(java.getKey(), first -> new ArrayList<>())
                                .add(doorward.startUp().toMillis() / 1e3);
                    }
                }
            }
        }
        seconds.forEach((java, measured) -> report.atMost(
                "start to first answer, Java " + java,
                Bench.median(measured),
                java.startsWith("17") ? TARGET_JAVA_17 : TARGET,
                " s",
                String.format(
                        Locale.ROOT,
                        " (median of %d, %.2f to %.2f)",
                        measured.size(),
                        measured.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                        measured.stream().mapToDouble(Double::doubleValue).max().orElse(0))));
    }
}
