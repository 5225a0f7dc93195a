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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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

    private static final int LINES_CHARACTERS = BATCH * 400;

    private static final long CLOSE_MILLIS = 1_000;

    /** The writer looks this long for more lines before it asks to be woken: under load nobody pays for waking it. */
    private static final long NAP_NANOS = 5_000_000;

    private final Queue<ILoggingEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final Thread thread = new Thread(this::writeUntilStopped, "doorward-log");
    private volatile LineFormat format;
    private volatile boolean stopping;
    /** Whether the writer wants to be woken. */
    private volatile boolean asleep;
    /** Used again for each write; a flood of the longest texts does not make it stay large. */
    private StringBuilder lines = new StringBuilder(LINES_CHARACTERS);

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
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        int room = event.getLevel().isGreaterOrEqual(Level.WARN) ? CAPACITY : CAPACITY - KEPT_FOR_WARNINGS;
        if (queued.incrementAndGet() > room) {
            queued.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        if (LineFormat.fieldsOf(event).isEmpty()) {
            // What prose speaks of may change after this call; fields are immutable and can wait for the writer.
            event.prepareForDeferredProcessing();
        }
        queue.add(event);
        if (asleep) {
            LockSupport.unpark(thread);
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
        drain(batch);
        if (batch.isEmpty() && !stopping) {
            LockSupport.parkNanos(this, NAP_NANOS);
            drain(batch);
        }
        if (batch.isEmpty() && !stopping) {
            asleep = true;
            // Whoever added before this line was written did not see it, and is seen here.
            if (queue.isEmpty() && !stopping) {
                LockSupport.park(this);
            }
            asleep = false;
            drain(batch);
        }
        return !batch.isEmpty() || !stopping;
    }

    private void drain(List<ILoggingEvent> batch) {
        int before = batch.size();
        ILoggingEvent event = batch.size() < BATCH ? queue.poll() : null;
        while (event != null) {
            batch.add(event);
            event = batch.size() < BATCH ? queue.poll() : null;
        }
        // Once for all of them: the counter is what the deciding threads fight for.
        queued.addAndGet(before - batch.size());
    }

    private void write(List<ILoggingEvent> batch) {
        if (batch.isEmpty()) {
            return;
        }
        lines.setLength(0);
        for (ILoggingEvent event : batch) {
            appendLineOrDrop(event);
        }
        appendDropped(batch.get(batch.size() - 1).getTimeStamp());
        try {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (lines.capacity() > 4 * LINES_CHARACTERS) {
                lines = new StringBuilder(LINES_CHARACTERS);
            }
        } catch (IOException e) {
            // There is no other place to say it; the meter shows it.
            dropped.addAndGet(batch.size());
        }
    }

    /** One line that cannot be rendered must not end the log. */
    private void appendLineOrDrop(ILoggingEvent event) {
        int before = lines.length();
        try {
            appendLine(event);
        } catch (Throwable e) {
            lines.setLength(before);
            dropped.incrementAndGet();
        }
    }

    private void appendLine(ILoggingEvent event) {
        format.render(event, lines);
        lines.append('\n');
    }

    /** Not through a logger: its event would come back here, and find the queue full or the log ended. */
    private void appendDropped(long time) {
        long now = dropped.get();
        if (now > reported) {
            LoggingEvent event = new LoggingEvent();
            event.setLoggerName(LineWriter.class.getName());
            event.setLevel(Level.WARN);
            event.setTimeStamp(time);
            event.setMessage((now - reported) + " log lines were dropped, because the output did not keep up");
            appendLine(event);
            reported = now;
        }
    }
}
