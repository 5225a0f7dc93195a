package org.doorward.watch.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines between the thread that a source waits with and the one that reads them. Bounded in lines and in bytes: full, it makes the writer wait.
 */
final class LineQueue {

    /** Two chunks: the next one is there while one is being worked on. */
    private static final int MOST_LINES = 2 * LineSource.CHUNK_LINES;

    /** Lines may be long, and this much is held beside what is being worked on. */
    private static final int MOST_CHARACTERS = 4 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Line> lines = new ArrayDeque<>();
    private int characters;
    private boolean closed;

    /**
     * A line.
     *
     * @param text its text
     * @param position where its source stands behind it
     */
    record Line(String text, String position) {}

    /** Appends a line when there is room; false when the queue was closed. */
    boolean put(Line line) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && full()) {
                changed.await();
            }
            return add(line);
        } finally {
            lock.unlock();
        }
    }

    /** Appends a line even if there is no room, for a writer that cannot wait but can stop; false when it has to now. */
    boolean force(Line line) {
        lock.lock();
        try {
            return add(line) && !full();
        } finally {
            lock.unlock();
        }
    }

    private boolean add(Line line) {
        if (closed) {
            return false;
        }
        lines.add(line);
        characters += line.text().length();
        changed.signalAll();
        return true;
    }

    private boolean full() {
        return lines.size() >= MOST_LINES || characters >= MOST_CHARACTERS;
    }

    /** Whether a writer that has stopped may go on. */
    boolean hasRoom() {
        lock.lock();
        try {
            return lines.size() < MOST_LINES / 2 && characters < MOST_CHARACTERS / 2;
        } finally {
            lock.unlock();
        }
    }

    /** Takes as many lines as a chunk may have; none when none came within that time, the queue was closed or {@link #wake woken}. */
    List<Line> take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            boolean waited = false;
            while (lines.isEmpty() && !closed && left > 0 && !waited) {
                left = changed.awaitNanos(left);
                // Whoever woke us has put something in, or wants us to look elsewhere.
                waited = true;
            }
            List<Line> taken = new ArrayList<>(Math.min(lines.size(), LineSource.CHUNK_LINES));
            while (!lines.isEmpty() && taken.size() < LineSource.CHUNK_LINES) {
                Line line = lines.remove();
                characters -= line.text().length();
                taken.add(line);
            }
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a waiting for lines that will not come. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return lines.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing in any more, and nobody wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
