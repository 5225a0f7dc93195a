package org.doorward.watch.source.file;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.util.List;
import org.doorward.watch.source.LineSource;

/** A file of the family that is being read. */
final class OpenLog implements Closeable {

    /** So often the file is read for one line. Whoever reads on can be stopped in between, though the line never ends. */
    private static final int MOST_READS = 64;

    private final Member member;
    private final FileBytes bytes;

    /** What has been read, which is more than what has been cut into lines. */
    private final Trace read;

    private final LineCutter cutter;
    private long changed;

    /** How a mark and a file fit. */
    enum Fit {
        /** The mark is in this file. */
        HERE,
        /** The file begins as the mark's does and ends before the mark: a copy made earlier. */
        SHORT,
        /** Another file. */
        OTHER
    }

    /** How a taking of lines has ended. */
    enum Taken {
        /** There are lines. */
        LINES,
        /** There are none yet, and more is there to be read. */
        WITHIN_LINE,
        /** All that is there has been read. */
        END,
        /** The file has been cut off or written anew: nothing was moved. */
        CUT_OFF
    }

    private OpenLog(Member member, FileBytes bytes, Trace read, Trace taken) {
        this.member = member;
        this.bytes = bytes;
        this.read = read;
        this.cutter = new LineCutter(taken);
        this.changed = member.changed();
    }

    /**
     * Opens a file to read it from its beginning.
     *
     * @throws MovedException when another file is at its path, or none
     */
    static OpenLog open(Member member) throws IOException {
        return new OpenLog(member, bytes(member), new Trace(), new Trace());
    }

    /**
     * Opens a file at a mark's offset, or its end if that comes first, whether it is the mark's file or not.
     *
     * @throws MovedException when another file is at its path, or none
     */
    static OpenLog open(Member member, Mark mark) throws IOException {
        FileBytes bytes = bytes(member);
        try {
            Trace read = new Trace();
            bytes.seek(mark, read);
            Trace taken = new Trace();
            taken.begin(read.offset(), read.head(), read.tail());
            return new OpenLog(member, bytes, read, taken);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static FileBytes bytes(Member member) throws IOException {
        String packing = member.packing();
        FileBytes bytes;
        try {
            bytes = packing.isEmpty()
                    ? new FileBytes.Plain(new RandomAccessFile(member.path().toFile(), "r"))
                    : FileBytes.Packed.open(member.path(), packing);
        } catch (FileNotFoundException | FileSystemException e) {
            throw isThere(member) ? unreadable(member, e) : new MovedException(member.path());
        }
        // Between the look and the opening another file may have come to this path.
        if (Member.at(member.path())
                .filter(now -> now.key().equals(member.key()))
                .isEmpty()) {
            bytes.close();
            throw new MovedException(member.path());
        }
        return bytes;
    }

    private static boolean isThere(Member member) throws IOException {
        return Member.at(member.path())
                .filter(now -> now.key().equals(member.key()))
                .isPresent();
    }

    private static IOException unreadable(Member member, IOException cause) {
        return new IOException(
                cause.getMessage() + ": let Doorward's user be a member of the group that " + member.path()
                        + " belongs to, on Debian adm",
                cause);
    }

    /** How this file, opened at a mark, fits it. */
    Fit fit(Mark mark) {
        if (read.is(mark)) {
            return Fit.HERE;
        }
        boolean begins = read.offset() >= Trace.HEAD && read.mayBecome(mark);
        return begins && read.offset() < mark.offset() ? Fit.SHORT : Fit.OTHER;
    }

    /** Moves lines that are there to the list. */
    Taken take(List<String> lines) throws IOException {
        cutter.take(lines);
        for (int reads = 0; lines.isEmpty(); reads++) {
            if (reads == MOST_READS) {
                return Taken.WITHIN_LINE;
            }
            cutter.makeRoom();
            int from = cutter.end();
            int count = bytes.read(cutter.buffer(), from, cutter.room());
            // Looked at behind the reading: what was read before the file was cut off is in the copy, too.
            if (!bytes.has(read)) {
                return Taken.CUT_OFF;
            }
            if (count == 0) {
                return Taken.END;
            }
            read.advance(cutter.buffer(), from, from + count);
            cutter.filled(count);
            cutter.take(lines);
        }
        return Taken.LINES;
    }

    /** Takes the last line, though it has no end; false when there is none. */
    boolean takeRest(List<String> lines) {
        cutter.takeRest(lines);
        return !lines.isEmpty();
    }

    /** Where the last line that was taken ends, right after it was. */
    Mark mark() {
        return cutter.taken().mark(member.key(), changed);
    }

    /** This file was last seen changed at that time. */
    void changedAt(long time) {
        changed = time;
    }

    Member member() {
        return member;
    }

    /** How many bytes have been read. */
    long offset() {
        return read.offset();
    }

    /** Goes back to the beginning of a last line that is not finished, for it is yet to come. */
    static Mark lineStart(Member member) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(member.path().toFile(), "r")) {
            long end = file.length();
            byte[] last = new byte[(int) Math.min(end, LineSource.LINE_LIMIT)];
            file.seek(end - last.length);
            file.readFully(last);
            int start = last.length;
            while (start > 0 && last[start - 1] != '\n') {
                start--;
            }
            return new Mark(member.key(), end - last.length + start, 0, 0, member.changed());
        } catch (FileNotFoundException e) {
            throw unreadable(member, e);
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
