package org.doorward.watch.source.file;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A log that nobody writes to any more, to be read once from its beginning to its end; plain, or packed by gzip or xz, which is seen from its
 * contents and not from its name.
 */
public final class OldLog implements Closeable {

    private static final int MAGIC_BYTES = 6;
    private static final int BUFFER = 64 * 1024;

    private final Counted file;
    private final long size;
    private final InputStream in;
    private final LineCutter cutter = new LineCutter(new Trace());
    private boolean ended;

    private OldLog(Counted file, long size, InputStream in) {
        this.file = file;
        this.size = size;
        this.in = in;
    }

    /**
     * Opens a log.
     *
     * @throws IOException when it cannot be read, or is packed in a way that is not known here
     */
    public static OldLog open(Path path) throws IOException {
        Counted file = new Counted(Files.newInputStream(path));
        try {
            BufferedInputStream buffered = new BufferedInputStream(file, BUFFER);
            buffered.mark(MAGIC_BYTES);
            byte[] magic = buffered.readNBytes(MAGIC_BYTES);
            buffered.reset();
            return new OldLog(file, Files.size(path), Packing.unpack(packing(path, magic), buffered));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static String packing(Path path, byte[] magic) throws IOException {
        if (begins(magic, 0x1f, 0x8b)) {
            return ".gz";
        }
        if (begins(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return ".xz";
        }
        if (begins(magic, 'B', 'Z', 'h')) {
            throw unknown(path, "bzip2", "bzcat");
        }
        if (begins(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            throw unknown(path, "zstd", "zstdcat");
        }
        return "";
    }

    private static boolean begins(byte[] bytes, int... wanted) {
        return bytes.length >= wanted.length && Arrays.equals(bytes, 0, wanted.length, bytes(wanted), 0, wanted.length);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static IOException unknown(Path path, String packing, String program) {
        return new IOException(path + " is packed by " + packing + ", which Doorward does not unpack: use `" + program
                + " " + path + " | gzip > ...`, or feed it to standard input");
    }

    /**
     * The next lines, as {@link org.doorward.watch.source.Chunk} has them.
     *
     * @return empty at the end only
     * @throws IOException when it cannot be read, or is packed badly; what was before that has been given
     */
    public List<String> read() throws IOException {
        List<String> lines = new ArrayList<>();
        cutter.take(lines);
        while (lines.isEmpty() && !ended) {
            cutter.makeRoom();
            int count = in.read(cutter.buffer(), cutter.end(), cutter.room());
            if (count < 0) {
                ended = true;
                cutter.takeRest(lines);
            } else {
                cutter.filled(count);
                cutter.take(lines);
            }
        }
        return lines;
    }

    /** The unpacked contents, for what is not made of lines; to be used in the place of {@link #read}. */
    public InputStream stream() {
        return in;
    }

    /** How many bytes of the file have been read, as it is on disk. Any thread may ask. */
    public long bytesRead() {
        return file.count;
    }

    /** The file's size on disk when it was opened, in bytes. */
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {

        private volatile long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            counted(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = super.read(bytes, offset, length);
            counted(Math.max(0, got));
            return got;
        }

        /** One thread reads. */
        private void counted(int more) {
            long before = count;
            count = before + more;
        }
    }
}
