package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/** Writes numbered lines to a log and rotates it in every way at random moments, as logrotate and a syslog daemon do between them. */
final class RotatedLog {

    /** So many lines a reader may be behind: what it does is slower than what is done here. */
    private static final long LEAD = 60_000;

    private static final int KEPT = 400;

    private final Path log;
    private final Random random;
    private final LongSupplier progress;
    private final boolean dated;
    private final long count;
    private FileChannel out;
    private long number;
    private int rotations;

    /** A log of so many lines, numbered from 0, whose reader has come as far as that. */
    RotatedLog(Path log, long count, Random random, LongSupplier progress) throws IOException {
        this.log = log;
        this.count = count;
        this.random = random;
        this.progress = progress;
        this.dated = random.nextBoolean();
        this.out = open();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    static String line(long number) {
        return "Nov 26 12:00:00 mx postfix/smtpd[4711]: line " + number + " from unknown[198.51.100.9]";
    }

    int rotations() {
        return rotations;
    }

    /** Writes all lines. */
    void write() throws IOException {
        while (number < count) {
            burst();
            if (random.nextInt(4) == 0) {
                rotate();
            }
            await(number - LEAD);
        }
        out.close();
    }

    private void await(long lines) {
        while (progress.getAsLong() < lines && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(200_000);
        }
    }

    private void burst() throws IOException {
        long until = Math.min(count, number + 1L + random.nextInt(random.nextInt(5) == 0 ? 8_000 : 1_500));
        StringBuilder text = new StringBuilder();
        while (number < until) {
            text.append(line(number++)).append('\n');
        }
        byte[] bytes = text.toString().getBytes(ISO_8859_1);
        if (bytes.length == 0) {
            return;
        }
        int middle = random.nextInt(bytes.length);
        out.write(ByteBuffer.wrap(bytes, 0, middle));
        out.write(ByteBuffer.wrap(bytes, middle, bytes.length - middle));
    }

    private void rotate() throws IOException {
        rotations++;
        switch (random.nextInt(5)) {
            case 0, 1 -> rename();
            case 2, 3 -> copyAndCut();
            default -> {
                // Without a copy what has not been read is lost: that is what the reader is waited for.
                await(number);
                out.truncate(0);
            }
        }
    }

    private void rename() throws IOException {
        Path old = makePlace();
        Files.move(log, old);
        if (random.nextBoolean()) {
            burst();
        }
        out.close();
        out = open();
        if (random.nextInt(3) == 0) {
            burst();
        }
        if (random.nextBoolean()) {
            pack(old);
        }
    }

    private void copyAndCut() throws IOException {
        Path copy = makePlace();
        byte[] bytes = Files.readAllBytes(log);
        try (OutputStream to = new FileOutputStream(copy.toFile())) {
            int middle = random.nextInt(bytes.length + 1);
            to.write(bytes, 0, middle);
            to.write(bytes, middle, bytes.length - middle);
        }
        out.truncate(0);
        if (random.nextBoolean()) {
            burst();
        }
        if (random.nextInt(3) == 0) {
            pack(copy);
        }
    }

    private Path makePlace() throws IOException {
        if (dated) {
            return sibling(String.format(Locale.ROOT, "-20261126-%05d", rotations));
        }
        for (int i = KEPT; i > 0; i--) {
            for (String end : new String[] {"", ".gz"}) {
                if (Files.exists(sibling("." + i + end))) {
                    Files.move(sibling("." + i + end), sibling("." + (i + 1) + end));
                }
            }
        }
        return sibling(".1");
    }

    private Path sibling(String end) {
        return log.resolveSibling(log.getFileName() + end);
    }

    /** As logrotate does: the packed file grows at its place while the other is still there, and is as old as that. */
    private static void pack(Path file) throws IOException {
        try (OutputStream out = new GZIPOutputStream(new FileOutputStream(file + ".gz"))) {
            Files.copy(file, out);
        }
        Files.setLastModifiedTime(Path.of(file + ".gz"), Files.getLastModifiedTime(file));
        Files.delete(file);
    }
}
