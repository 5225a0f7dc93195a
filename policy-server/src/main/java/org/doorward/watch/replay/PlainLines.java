package org.doorward.watch.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.doorward.watch.source.LineSource;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines. For one thread. */
final class PlainLines {

    private static final int BUFFER = 1 << 16;

    private final InputStream lines;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] line = new byte[LineSource.LINE_LIMIT];
    private int at;
    private int filled;

    /** The lines of a stream. */
    PlainLines(InputStream in) {
        this.lines = in;
    }

    /** The next line without its end, each character one byte, cut to what a line may have; null behind the last one. */
    @Nullable
    String next() throws IOException {
        int length = 0;
        while (at < filled || fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < filled;
            if (whole && length == 0) {
                String all = text(buffer, at, Math.min(end - at, line.length));
                at = end + 1;
                return all;
            }
            int taken = Math.min(end - at, line.length - length);
            System.arraycopy(buffer, at, line, length, taken);
            length += taken;
            at = whole ? end + 1 : end;
            if (whole) {
                return text(line, 0, length);
            }
        }
        return length == 0 ? null : text(line, 0, length);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, lines.read(buffer, 0, buffer.length));
        return filled > 0;
    }
}
