package org.doorward.watch.line;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a journal in systemd's export format, as {@code journalctl --output=export} writes it.
 *
 * <p>An entry is a block of fields, and ends with an empty line. A field is {@code NAME=text}, or where the text could be taken for something else
 * {@code NAME}, a newline, the number of bytes as 64 bits with the lowest byte first, the bytes, and a newline. Whether the sender is who it says:
 * see {@link JournalFields}.
 */
public final class JournalExport implements Closeable {

    /** Field names are of 64 characters at most; beyond this a line is none, or its value is of no interest. */
    private static final int LINE_LIMIT = 64 + 1 + JournalFields.VALUE_LIMIT;

    private static final int BUFFER = 64 * 1024;
    private static final int LENGTH_BYTES = 8;
    private static final int END = -1;

    private final InputStream in;

    /** Reads such a stream, which is closed with it. */
    public JournalExport(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /**
     * The next entry that has a time and a message; the others are passed over.
     *
     * @return empty at the end of the stream, which may be in the middle of an entry that is not taken then
     * @throws IOException when it cannot be read, or is no export
     */
    public Optional<LogEntry> next() throws IOException {
        JournalFields fields = new JournalFields();
        StringBuilder line = new StringBuilder();
        while (readLine(line)) {
            if (line.length() == 0) {
                Optional<LogEntry> entry = fields.entry();
                if (entry.isPresent()) {
                    return entry;
                }
                fields = new JournalFields();
            } else {
                field(fields, line.toString());
            }
        }
        return Optional.empty();
    }

    private void field(JournalFields fields, String line) throws IOException {
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals);
        if (equals >= 0) {
            fields.put(name, line.substring(equals + 1));
            return;
        }
        byte[] size = in.readNBytes(LENGTH_BYTES);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | (size[i] & 0xFF);
        }
        // journald takes no field beyond 768 MB; a wild length means that this is something else.
        if (size.length < LENGTH_BYTES || length < 0 || length > 1L << 30) {
            throw new IOException("this is no journal export: at field \"" + shown(name) + "\"");
        }
        int kept = (int) Math.min(length, JournalFields.VALUE_LIMIT);
        byte[] value = in.readNBytes(kept);
        in.skipNBytes(length - kept + 1);
        fields.put(name, JournalJson.oneLine(new String(value, StandardCharsets.ISO_8859_1)));
    }

    private static String shown(String name) {
        return name.substring(0, Math.min(name.length(), 64)).replaceAll("[^ -~]", "?");
    }

    /** Reads to the next newline, keeping what may matter; false at the stream's end. */
    private boolean readLine(StringBuilder line) throws IOException {
        line.setLength(0);
        int next = in.read();
        while (next != END && next != '\n') {
            if (line.length() < LINE_LIMIT) {
                line.append((char) next);
            }
            next = in.read();
        }
        return next != END;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
