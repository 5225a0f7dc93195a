package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.doorward.pattern.ListFileWatcher.Look;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFileWatcherTest {

    @TempDir
    Path folder;

    private Path file;
    private ListFileWatcher<RecipientPatterns> watcher;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("list"), "anna@example.org\n");
        watcher = Read.good(ListFileWatcher.open(List.of(file), this::read));
    }

    private ListReading<RecipientPatterns> read() {
        return RecipientPatterns.read(List.of(), List.of(file));
    }

    @Test
    void holdsWhatItReadFirst() {
        assertThat(watcher.get().matches("anna@example.org")).isTrue();
        assertThat(watcher.look()).isEqualTo(Look.UNCHANGED);
    }

    @Test
    void reloadsAChangedFileOnceItHasSettled() throws IOException {
        Files.writeString(file, "berta@example.org\ncaesar@example.org\n");

        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.get().matches("anna@example.org")).isTrue();
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
        assertThat(watcher.get().matches("anna@example.org")).isFalse();
        assertThat(watcher.get().matches("caesar@example.org")).isTrue();
        assertThat(watcher.look()).isEqualTo(Look.UNCHANGED);
    }

    @Test
    void waitsWhileTheFileGoesOnChanging() throws IOException {
        for (int line = 0; line < 5; line++) {
            Files.writeString(file, "x\n".repeat(20 + line));
            assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        }
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
    }

    @Test
    void seesAChangeOfTimeAlone() throws IOException {
        Files.writeString(file, "anno@example.org\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
        assertThat(watcher.get().matches("anno@example.org")).isTrue();
    }

    @Test
    void seesAnotherFileRenamedIntoThePlace() throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Path other = Files.writeString(folder.resolve("list.new"), "anno@example.org\n");
        Files.setLastModifiedTime(other, modified);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
        assertThat(watcher.get().matches("anno@example.org")).isTrue();
    }

    @Test
    void refusesABadVersionOnceAndKeepsTheOldOne() throws IOException {
        Files.writeString(file, "anna@example.org\n@broken\n");

        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.REFUSED);
        assertThat(watcher.look()).isEqualTo(Look.UNCHANGED);
        assertThat(watcher.get().matches("anna@example.org")).isTrue();

        Files.writeString(file, "mended@example.org\n");
        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
        assertThat(watcher.get().matches("mended@example.org")).isTrue();
    }

    @Test
    void keepsTheOldOneWhileTheFileIsMissing() throws IOException {
        Files.delete(file);

        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.MISSING);
        assertThat(watcher.look()).isEqualTo(Look.UNCHANGED);
        assertThat(watcher.get().matches("anna@example.org")).isTrue();

        Files.writeString(file, "back@example.org\n");
        assertThat(watcher.look()).isEqualTo(Look.CHANGING);
        assertThat(watcher.look()).isEqualTo(Look.RELOADED);
        assertThat(watcher.get().matches("back@example.org")).isTrue();
    }

    @Test
    void doesNotOpenOnABadFile() throws IOException {
        Files.writeString(file, "@broken\n");

        assertThat(ListFileWatcher.open(List.of(file), this::read)).isInstanceOf(ListReading.Bad.class);
    }

    @Test
    void goesOnLookingAfterAFault() throws Exception {
        CountDownLatch reads = new CountDownLatch(3);
        ListFileWatcher<String> faulty = Read.good(ListFileWatcher.open(List.of(file), () -> {
            reads.countDown();
            if (reads.getCount() == 1) {
                throw new IllegalStateException("a fault that a test made");
            }
            return new ListReading.Good<>("good");
        }));
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> looks = faulty.start(scheduler, Duration.ofMillis(5));
            Files.writeString(file, "one\n");
            awaitCount(reads, 1);
            Files.writeString(file, "one\ntwo\n");
            assertThat(reads.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(looks.isDone()).as("the scheduler goes on").isFalse();
        } finally {
            scheduler.shutdownNow();
        }
    }

    private static void awaitCount(CountDownLatch latch, long count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (latch.getCount() > count) {
            assertThat(System.nanoTime()).as("in ten seconds").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
