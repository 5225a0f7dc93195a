package org.doorward.load.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.doorward.watch.LineParser;
import org.doorward.watch.Reading;
import org.doorward.watch.source.Chunk;
import org.doorward.watch.source.file.FileSource;

/** Reads a log some times as the watch does, from file to reading, and prints what it took: a process of its own, so that it can have one core. */
public final class LogReader {

    private LogReader() {}

    /**
     * Reads.
     *
     * @param arguments the file, and how many times
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path file = Path.of(arguments[0]);
        int times = Integer.parseInt(arguments[1]);
        LineParser parser = LineParser.of(LineParser.Settings.defaults(), ZoneOffset.UTC, InstantSource.system());
        long lines = 0;
        long seen = 0;
        for (int turn = 0; turn < times; turn++) {
            long began = System.nanoTime();
            long before = lines;
            try (FileSource source = new FileSource(file, Optional.empty(), true)) {
                for (Chunk chunk = source.read(Duration.ofMillis(10));
                        !chunk.lines().isEmpty();
                        chunk = source.read(Duration.ofMillis(10))) {
                    lines += chunk.lines().size();
                    for (String line : chunk.lines()) {
                        seen += parser.read(line) instanceof Reading.Seen ? 1 : 0;
                    }
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            // Read by LogSpeed.
            System.out.printf("%d %.0f %d %d%n", lines, (lines - before) / seconds, peakKilobytes(), seen);
        }
    }

    private static long peakKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
