package org.doorward.watch.source.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.doorward.watch.source.LineSource;

/**
 * Cuts bytes into lines. It holds one buffer of bytes that have not led to a line yet, and of a line too long no more than its beginning.
 */
final class LineCutter {

    /** What is read at once: many lines, so that what comes once a read costs nothing a line. */
    private static final int CAPACITY = 256 * 1024;

    private final byte[] buffer = new byte[CAPACITY];

    /** What has been made lines, and what of a line too long has been left out. */
    private final Trace taken;

    private int start;
    private int scanned;
    private int end;

    /** The beginning of a line too long; empty while there is none. */
    private String tooLong = "";

    /** Cuts what comes behind these bytes, at which a line begins. */
    LineCutter(Trace before) {
        this.taken = before;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the next bytes belong. */
    int end() {
        return end;
    }

    int room() {
        return CAPACITY - end;
    }

    /** So many bytes have been put into the buffer. */
    void filled(int count) {
        end += count;
    }

    /** Moves whole lines to the list until it is as long as a chunk may be. */
    void take(List<String> lines) {
        int first = start;
        while (lines.size() < LineSource.CHUNK_LINES) {
            skipHole();
            int newline = nextNewline();
            if (newline < 0) {
                break;
            }
            lines.add(line(newline));
            start = newline + 1;
            scanned = start;
        }
        taken.advance(buffer, first, start);
    }

    /**
     * No line begins with NUL. A writer that does not append leaves a hole when its file is cut off below it, and so may a failure of the power; its next
     * line stands behind the hole.
     */
    private void skipHole() {
        while (tooLong.isEmpty() && start < end && buffer[start] == 0) {
            start++;
        }
        scanned = Math.max(scanned, start);
    }

    private int nextNewline() {
        byte[] bytes = buffer;
        int to = end;
        for (int i = scanned; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        scanned = to;
        return -1;
    }

    private String line(int to) {
        if (!tooLong.isEmpty()) {
            String line = tooLong;
            tooLong = "";
            return line;
        }
        return text(to);
    }

    private String text(int to) {
        return new String(buffer, start, Math.min(to - start, LineSource.LINE_LIMIT), StandardCharsets.ISO_8859_1);
    }

    /** Makes room for more, once {@link #take} has found no line. */
    void makeRoom() {
        if (tooLong.isEmpty() && end - start > LineSource.LINE_LIMIT) {
            tooLong = text(end);
        }
        if (!tooLong.isEmpty()) {
            taken.advance(buffer, start, end);
            start = end;
        }
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        scanned -= start;
        start = 0;
    }

    /** Whether the bytes so far end within a line. */
    boolean withinLine() {
        return start < end || !tooLong.isEmpty();
    }

    /** Takes what there is of the last line, for nobody will finish it. */
    void takeRest(List<String> lines) {
        if (withinLine()) {
            lines.add(line(end));
            taken.advance(buffer, start, end);
            start = end;
            scanned = end;
        }
    }

    /** What has been taken: right after {@link #take} has found lines, what ends with the last of them. */
    Trace taken() {
        return taken;
    }
}
