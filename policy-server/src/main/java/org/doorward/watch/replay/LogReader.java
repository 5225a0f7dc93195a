package org.doorward.watch.replay;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.doorward.watch.line.JournalExport;
import org.doorward.watch.line.JournalJson;
import org.doorward.watch.line.LogEntry;
import org.doorward.watch.line.SyslogText;
import org.doorward.watch.source.file.OldLog;

/** Reads a log from its first line to its last; in which form it is, its first bytes say. For one thread. */
final class LogReader implements Closeable {

    private static final int BUFFER = 1 << 16;

    /** Each entry of a journal export begins with its address fields, {@code __CURSOR=} first. */
    private static final String EXPORT = "__";

    private static final String JSON = "{";

    private final InputStream in;
    private final LongSupplier bytes;
    private final Form form;
    private Optional<LogEntry> entry = Optional.empty();

    /** Reads on. */
    @FunctionalInterface
    private interface Form {

        /** Whether there was another line, of whatever kind. */
        boolean next(LogReader reader) throws IOException;
    }

    private LogReader(InputStream unpacked, LongSupplier bytes, SyslogText text) throws IOException {
        this.in = new BufferedInputStream(unpacked, BUFFER);
        this.bytes = bytes;
        this.form = form(in, text);
    }

    /** Opens a file, plain or packed. */
    static LogReader open(Path file, SyslogText text) throws IOException {
        OldLog log = OldLog.open(file);
        try {
            return new LogReader(log.stream(), log::bytesRead, text);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Reads a stream that is not packed. */
    static LogReader of(InputStream in, SyslogText text) throws IOException {
        return new LogReader(in, () -> 0, text);
    }

    private static Form form(InputStream in, SyslogText text) throws IOException {
        in.mark(EXPORT.length());
        String begin = new String(in.readNBytes(EXPORT.length()), StandardCharsets.ISO_8859_1);
        in.reset();
        if (begin.equals(EXPORT)) {
            JournalExport export = new JournalExport(in);
            return reader -> {
                reader.entry = export.next();
                return reader.entry.isPresent();
            };
        }
        PlainLines lines = new PlainLines(in);
        boolean json = begin.startsWith(JSON);
        return reader -> {
            String line = lines.next();
            if (line == null) {
                return false;
            }
            reader.entry = json ? JournalJson.read(line) : text.read(line);
            return true;
        };
    }

    /** Goes to the next line; false when there is none. */
    boolean next() throws IOException {
        return form.next(this);
    }

    /** The entry of the line that it stands at; empty when the line is none. */
    Optional<LogEntry> entry() {
        return entry;
    }

    /** How many bytes of the file were read, packed as they are; 0 for a stream. */
    long bytesRead() {
        return bytes.getAsLong();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
