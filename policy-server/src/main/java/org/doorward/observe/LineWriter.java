package org.doorward.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log's writer: takes events into a bounded queue and writes them, one line each, on a thread of its own.
 *
 * <p>Who logs never waits. When the output does not keep up, events are dropped and counted, and the count is written when
 * the output moves again. An eighth of the queue is kept for warnings and errors, so a flood of decisions does not drown them.
 */
final class LineWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** With the longest texts that Postfix passes on, some 16 MB; at 2,000 decisions a second, one second. */
    static final int CAPACITY = 2_048;

    private static final int KEPT_FOR_WARNINGS = CAPACITY / 8;

    /** How many lines go to the output in one write. */
    private static final int BATCH = 128;

    private static final long CLOSE_MILLIS = 1_000;

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final Thread thread = new Thread(this::writeUntilStopped, "doorward-log");
    private volatile LineFormat format;
    private volatile boolean stopping;
    private long reported;

    /**
     * A writer that is not started yet.
     *
     * @param out where lines go; not closed
     * @param format how they look
     */
    LineWriter(OutputStream out, LineFormat format) {
        this.out = out;
        this.format = format;
        setName("lines");
        thread.setDaemon(true);
    }

    /** Changes how lines look from now on. */
    void format(LineFormat next) {
        format = next;
    }

    /** How many lines were dropped so far. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void start() {
        super.start();
        thread.start();
    }

    /** Writes what is queued, but waits for that at most a second. */
    @Override
    public void stop() {
        super.stop();
        stopping = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        boolean mayUseAll = event.getLevel().isGreaterOrEqual(Level.WARN);
        if (queue.remainingCapacity() <= (mayUseAll ? 0 : KEPT_FOR_WARNINGS)) {
            dropped.incrementAndGet();
            return;
        }
        if (LineFormat.fieldsOf(event).isEmpty()) {
            // What prose speaks of may change after this call; fields are immutable and can wait for the writer.
            event.prepareForDeferredProcessing();
        }
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    private void writeUntilStopped() {
        List<ILoggingEvent> batch = new ArrayList<>(BATCH);
        while (gather(batch)) {
            write(batch);
            batch.clear();
        }
    }

    /** Waits for events; false when there is nothing left to write and never will be. */
    private boolean gather(List<ILoggingEvent> batch) {
        if (!stopping) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                // From stop(): what is queued is still written.
            }
        }
        queue.drainTo(batch, BATCH - batch.size());
        return !batch.isEmpty() || !stopping;
    }

    private void write(List<ILoggingEvent> batch) {
        if (batch.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder(batch.size() * 256);
        for (ILoggingEvent event : batch) {
            appendLine(event, lines);
        }
        appendDropped(batch.get(batch.size() - 1).getTimeStamp(), lines);
        try {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // There is no other place to say it; the meter shows it.
            dropped.addAndGet(batch.size());
        }
    }

    private void appendLine(ILoggingEvent event, StringBuilder lines) {
        format.render(event, lines);
        lines.append('\n');
    }

    /** Not through a logger: its event would come back here, and find the queue full or the log ended. */
    private void appendDropped(long time, StringBuilder lines) {
        long now = dropped.get();
        if (now > reported) {
            LoggingEvent event = new LoggingEvent();
            event.setLoggerName(LineWriter.class.getName());
            event.setLevel(Level.WARN);
            event.setTimeStamp(time);
            event.setMessage((now - reported) + " log lines were dropped, because the output did not keep up");
            appendLine(event, lines);
            reported = now;
        }
    }
}
