package org.doorward.watch.source.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes of an open log file, in their order. */
sealed interface FileBytes extends Closeable {

    /**
     * Reads what comes next.
     *
     * @return how many bytes; 0 at the end as it is now
     */
    int read(byte[] buffer, int from, int length) throws IOException;

    /** Goes to the mark's place and tells in the trace what stands before it, as far as there is anything. */
    void seek(Mark mark, Trace trace) throws IOException;

    /** Whether these bytes still stand at the file's beginning: it has been neither cut off nor written anew. */
    boolean has(Trace before) throws IOException;

    /** A file that is not packed. RandomAccessFile, because an interrupt closes a channel. */
    record Plain(RandomAccessFile file) implements FileBytes {

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return Math.max(0, file.read(buffer, from, length));
        }

        @Override
        public void seek(Mark mark, Trace trace) throws IOException {
            long place = Math.min(mark.offset(), file.length());
            trace.begin(place, at(0, Math.min(place, Trace.HEAD)), last(place));
            file.seek(place);
        }

        @Override
        public boolean has(Trace before) throws IOException {
            long place = before.offset();
            if (file.length() < place) {
                return false;
            }
            long goOn = file.getFilePointer();
            byte[] head = before.head();
            boolean same = Arrays.equals(at(0, head.length), head) && Arrays.equals(last(place), before.tail());
            file.seek(goOn);
            return same;
        }

        private byte[] last(long place) throws IOException {
            long length = Math.min(place, Trace.TAIL);
            return at(place - length, length);
        }

        /** Fewer bytes than wanted, padded, when the file has just been cut off. */
        private byte[] at(long place, long length) throws IOException {
            byte[] bytes = new byte[(int) length];
            file.seek(place);
            int got = 0;
            while (got < bytes.length) {
                int more = file.read(bytes, got, bytes.length - got);
                if (more <= 0) {
                    break;
                }
                got += more;
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** A packed file, which nobody writes to. */
    record Packed(Path path, InputStream in) implements FileBytes {

        private static final Logger LOG = LoggerFactory.getLogger(Packed.class);
        private static final int PIECE = 64 * 1024;

        /** Opens a file of this packing. */
        static Packed open(Path path, String end) throws IOException {
            InputStream file = Files.newInputStream(path);
            try {
                return new Packed(path, Packing.unpack(end, file));
            } catch (IOException e) {
                file.close();
                LOG.warn("{} cannot be unpacked, and is left out: {}", path, e.getMessage());
                return new Packed(path, InputStream.nullInputStream());
            }
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                return Math.max(0, in.read(buffer, from, length));
            } catch (IOException e) {
                // It will not get better, and the files after it must not wait for it.
                LOG.warn("{} is not whole, and is read as far as it could be unpacked: {}", path, e.getMessage());
                return 0;
            }
        }

        @Override
        public void seek(Mark mark, Trace trace) throws IOException {
            byte[] piece = new byte[PIECE];
            while (trace.offset() < mark.offset() && trace.mayBecome(mark)) {
                int got = read(piece, 0, (int) Math.min(piece.length, mark.offset() - trace.offset()));
                if (got == 0) {
                    return;
                }
                trace.advance(piece, 0, got);
            }
        }

        @Override
        public boolean has(Trace before) {
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
