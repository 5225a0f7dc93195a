package org.doorward.watch.source.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Measures how fast a file is read alone: 3,000,000 lines of 150 bytes, five times. */
public final class FileSourceSpeed {

    private static final int LINES = 3_000_000;

    private FileSourceSpeed() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("doorward-speed", ".log");
        try {
            write(log);
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                long lines = read(log);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(Locale.ROOT, "%d lines in %.2f s: %,.0f lines/s%n", lines, seconds, lines / seconds);
            }
        } finally {
            Files.delete(log);
        }
    }

    private static void write(Path log) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.ISO_8859_1)) {
            for (int i = 0; i < LINES; i++) {
                String line = "Nov 26 12:00:00 mx postfix/smtpd[4711]: line " + i + " ";
                out.write(line + "x".repeat(149 - line.length()) + "\n");
            }
        }
    }

    private static long read(Path log) throws IOException, InterruptedException {
        long lines = 0;
        try (FileSource source = new FileSource(log, Optional.empty(), true)) {
            while (lines < LINES) {
                lines += source.read(Duration.ofSeconds(1)).lines().size();
            }
        }
        return lines;
    }
}
