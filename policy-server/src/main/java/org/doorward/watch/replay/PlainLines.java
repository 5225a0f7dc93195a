package org.doorward.watch.replay;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.doorward.watch.source.LineSource;
import org.jspecify.annotations.Nullable;

/** Lines of a file, plain or packed by gzip, or of standard input. */
final class PlainLines implements LineInput {

    private static final int BUFFER = 1 << 16;

    private final Counting file;
    private final InputStream lines;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] line = new byte[LineSource.LINE_LIMIT];
    private int at;
    private int filled;

    private PlainLines(InputStream file) throws IOException {
        this.file = new Counting(file);
        BufferedInputStream peeked = new BufferedInputStream(this.file, BUFFER);
        this.lines = packed(peeked) ? new GZIPInputStream(peeked, BUFFER) : peeked;
    }

    /** Opens a file; what it is packed by its first bytes say. */
    static PlainLines open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new PlainLines(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The lines of a stream. */
    static PlainLines of(InputStream in) throws IOException {
        return new PlainLines(in);
    }

    private static boolean packed(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean packed = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return packed;
    }

    @Override
    public @Nullable String next() throws IOException {
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

    @Override
    public long bytesRead() {
        return file.count;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Counts what is read. */
    private static final class Counting extends FilterInputStream {

        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
