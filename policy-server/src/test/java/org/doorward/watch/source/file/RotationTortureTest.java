package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.doorward.watch.source.Chunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A million numbered lines through a log that is rotated in every way at random moments: each line once, and in order. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RotationTortureTest {

    private static final long LINES = Long.getLong("doorward.torture.lines", 1_000_000);
    private static final int KILLS = 20;

    private final long seed = Long.getLong("doorward.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    private CompletableFuture<Integer> write(Path log, LongSupplier progress) throws IOException {
        System.out.println("Rotation torture with -Ddoorward.seed=" + seed);
        RotatedLog writer = new RotatedLog(log, LINES, random, progress);
        return CompletableFuture.supplyAsync(() -> {
            try {
                writer.write();
                return writer.rotations();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void every_line_comes_once_and_in_order_whatever_is_done_to_the_file() throws Exception {
        Path log = directory.resolve("mail.log");
        AtomicLong next = new AtomicLong();
        Files.createFile(log);
        try (FileSource source = new FileSource(log, Optional.empty(), true, Duration.ofMillis(2))) {
            source.read(Duration.ZERO);
            CompletableFuture<Integer> writing = write(log, next::get);
            while (next.get() < LINES) {
                Chunk chunk = source.read(Duration.ofSeconds(20));
                assertThat(chunk.lines())
                        .as("seed %d, after line %d", seed, next.get())
                        .isNotEmpty();
                for (String line : chunk.lines()) {
                    if (!line.equals(RotatedLog.line(next.get()))) {
                        assertThat(line).as("seed %d", seed).isEqualTo(RotatedLog.line(next.get()));
                    }
                    next.incrementAndGet();
                }
            }
            assertThat(source.read(Duration.ofMillis(100)).lines()).isEmpty();
            System.out.println(writing.get() + " rotations");
        }
    }

    @Test
    void every_line_comes_once_and_in_order_though_the_reader_is_killed_again_and_again() throws Exception {
        Path log = directory.resolve("mail.log");
        Path record = directory.resolve("record");
        Random moments = new Random(seed + 1);
        AtomicLong progress = new AtomicLong();
        // Without a position there is nothing to be told from what was there before: the run begins when there is one.
        Files.createFile(log);
        Process first = start(log, record);
        while (recorded(record) < 0) {
            assertThat(first.isAlive()).isTrue();
            LockSupport.parkNanos(1_000_000);
        }
        first.destroyForcibly().waitFor();
        CompletableFuture<Integer> writing = write(log, progress::get);
        int kills = 0;
        while (progress.get() < LINES) {
            long until = kills < KILLS ? progress.get() + moments.nextInt((int) (2 * LINES / KILLS)) : LINES;
            Process reader = start(log, record);
            try {
                while (progress.get() < Math.min(until, LINES)) {
                    assertThat(reader.isAlive()).as("seed %d", seed).isTrue();
                    LockSupport.parkNanos(moments.nextInt(3_000_000));
                    progress.set(Math.max(progress.get(), recorded(record)));
                }
            } finally {
                reader.destroyForcibly().waitFor();
            }
            kills++;
        }
        check(record);
        System.out.println(writing.get() + " rotations, " + kills + " kills");
    }

    private Process start(Path log, Path record) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LineRecorder.class.getName(),
                        log.toString(),
                        record.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /**
     * The number behind the last line in the record that a whole position stands behind; -1 when there is none near its end, as while a chunk is
     * being written. A reader killed within a position takes the lines before it back: they are not recorded.
     */
    private static long recorded(Path record) throws IOException {
        if (!Files.exists(record)) {
            return -1;
        }
        try (RandomAccessFile file = new RandomAccessFile(record.toFile(), "r")) {
            byte[] last = new byte[(int) Math.min(file.length(), 4096)];
            file.seek(file.length() - last.length);
            int got = Math.max(0, file.read(last));
            String text = new String(last, 0, got, ISO_8859_1);
            int position = text.lastIndexOf("\n#", text.lastIndexOf('\n') - 1);
            int line = position < 0 ? -1 : text.lastIndexOf(": line ", position);
            return line < 0
                    ? Math.min(0, position)
                    : 1 + Long.parseLong(text.substring(line + 7, text.indexOf(' ', line + 7)));
        }
    }

    private void check(Path record) throws IOException {
        long next = 0;
        try (BufferedReader reader = Files.newBufferedReader(record, ISO_8859_1)) {
            for (String line = reader.readLine(); line != null && next < LINES; line = reader.readLine()) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    if (!line.equals(RotatedLog.line(next))) {
                        assertThat(line).as("seed %d", seed).isEqualTo(RotatedLog.line(next));
                    }
                    next++;
                }
            }
        }
        assertThat(next).isEqualTo(LINES);
    }
}
