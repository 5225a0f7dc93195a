package org.doorward.watch.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a stream into lines, holding no more of one than a limit. For streams, whose lines come one by one: it is not the fastest. */
final class StreamLines {

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    /** What is done with a line; false to end. */
    interface Taker {
        boolean take(String line, boolean whole) throws InterruptedException;
    }

    StreamLines(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Gives all lines, until the stream or the wish for more ends; a last one without an end, too. */
    void readTo(Taker taker) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        boolean begun = false;
        boolean whole = true;
        while (fill()) {
            int newline = at;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            int kept = Math.min(newline - at, limit - line.length());
            line.append(new String(buffer, at, kept, StandardCharsets.ISO_8859_1));
            whole &= kept == newline - at;
            at = Math.min(newline + 1, end);
            begun = newline == end;
            if (!begun) {
                if (!taker.take(line.toString(), whole)) {
                    return;
                }
                line.setLength(0);
                whole = true;
            }
        }
        if (begun) {
            taker.take(line.toString(), whole);
        }
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return end > 0;
    }
}
