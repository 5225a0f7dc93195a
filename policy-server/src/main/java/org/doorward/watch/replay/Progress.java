package org.doorward.watch.replay;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line that says how far a replay is, how fast it goes, and how long it will take. For one thread. */
public final class Progress {

    private static final Duration EVERY = Duration.ofMillis(200);
    private static final int BAR = 30;

    private final PrintWriter out;
    private final boolean shown;
    private final LongSupplier nanos;
    private final long bytes;
    private final long began;
    private long toldAt;
    private int width;

    /**
     * A replay begins.
     *
     * @param out a terminal
     * @param shown whether to say anything
     * @param nanos a steady clock in nanoseconds
     * @param bytes how many bytes there are to read; 0 when that is not known
     */
    public Progress(PrintWriter out, boolean shown, LongSupplier nanos, long bytes) {
        this.out = out;
        this.shown = shown;
        this.nanos = nanos;
        this.bytes = bytes;
        this.began = nanos.getAsLong();
        this.toldAt = began;
    }

    /** So much was read. */
    void at(long bytesRead, long lines) {
        long now = nanos.getAsLong();
        if (!shown || now - toldAt < EVERY.toNanos()) {
            return;
        }
        toldAt = now;
        show(text(bytesRead, lines, Duration.ofNanos(now - began)));
    }

    private String text(long bytesRead, long lines, Duration since) {
        double seconds = Math.max(0.001, since.toMillis() / 1000.0);
        String speed = String.format(Locale.ROOT, "%,.0f lines/s", lines / seconds);
        if (bytes == 0) {
            return String.format(Locale.ROOT, "%,d lines  %s", lines, speed);
        }
        double part = Math.min(1.0, (double) bytesRead / bytes);
        int full = (int) (part * BAR);
        long left = part > 0 ? Math.round(seconds / part - seconds) : 0;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %s  %d:%02d left",
                "#".repeat(full),
                ".".repeat(BAR - full),
                (int) (part * 100),
                speed,
                left / 60,
                left % 60);
    }

    private void show(String text) {
        out.print('\r' + text + " ".repeat(Math.max(0, width - text.length())));
        out.flush();
        width = text.length();
    }

    /** There is no more to read: the line goes away. */
    void done() {
        if (shown && width > 0) {
            show("");
            out.print('\r');
            out.flush();
        }
    }
}
