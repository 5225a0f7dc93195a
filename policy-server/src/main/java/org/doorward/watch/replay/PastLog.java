package org.doorward.watch.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.doorward.watch.line.LogEntry;
import org.doorward.watch.line.SyslogText;
import org.jspecify.annotations.Nullable;

/** One old log: stands at an entry, and goes to the next. For one thread. */
public final class PastLog implements Closeable {

    /** Who writes a mail log writes no thousand lines that are none; and a film is not read to its end. */
    private static final int LINES_TO_SHOW_ITSELF = 1000;

    private final String name;
    private final Opening opening;
    private @Nullable LogReader lines;
    private @Nullable LogEntry entry;
    private boolean understood;
    private long passed;
    private long lineNumber;
    private long done;
    private boolean over;

    /** Opens the lines. */
    @FunctionalInterface
    private interface Opening {
        LogReader open() throws IOException;
    }

    private PastLog(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /**
     * A log in a file. Stamps without a year are of the last one before the file was written for the last time.
     *
     * @param zone where stamps without an offset were written
     */
    public static PastLog of(Path file, ZoneId zone) throws ReplayException {
        try {
            if (Files.isDirectory(file)) {
                throw new ReplayException(file + ": is a directory; name the logs in it");
            }
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return new PastLog(file.toString(), () -> LogReader.open(file, new SyslogText(zone, () -> written)));
        } catch (IOException e) {
            throw unreadable(file.toString(), 0, e);
        }
    }

    /** A log on standard input. */
    public static PastLog of(InputStream in, ZoneId zone, InstantSource clock) {
        return new PastLog("standard input", () -> LogReader.of(in, new SyslogText(zone, clock)));
    }

    private static ReplayException unreadable(String name, long line, IOException e) {
        String where = name + (line == 0 ? "" : ", behind line " + line);
        if (e instanceof NoSuchFileException) {
            return new ReplayException(
                    where + ": there is no such file; name a mail log, such as /var/log/mail.log.1", e);
        }
        if (e instanceof AccessDeniedException) {
            return new ReplayException(
                    where
                            + ": may not be read by this user; run it as root, or as a member of the group that reads logs",
                    e);
        }
        return new ReplayException(
                where + ": cannot be read: " + e.getMessage()
                        + "; is it whole? Leave it out, or unpack what is left of it",
                e);
    }

    /**
     * Goes to the next entry.
     *
     * @return whether there is one; the log is closed when there is none
     * @throws ReplayException when it cannot be read, or is no log
     */
    boolean advance() throws ReplayException {
        try {
            if (lines == null) {
                lines = opening.open();
            }
            while (lines.next()) {
                lineNumber++;
                if (lines.entry().isPresent()) {
                    understood = true;
                    entry = lines.entry().get();
                    return true;
                }
                passed++;
                showItself();
            }
            if (lineNumber > 0 && !understood) {
                throw noLog();
            }
            done = lines.bytesRead();
            lines.close();
            over = true;
            entry = null;
            return false;
        } catch (IOException e) {
            throw unreadable(name, lineNumber, e);
        }
    }

    private void showItself() throws ReplayException {
        if (!understood && lineNumber >= LINES_TO_SHOW_ITSELF) {
            throw noLog();
        }
    }

    private ReplayException noLog() {
        return new ReplayException(
                name + ": none of its first " + lineNumber
                        + " lines is one of a log that is known here; give logs as syslog daemons write them"
                        + " (\"Nov 26 12:00:00 mx postfix/smtpd[4711]: ...\"), journalctl's export or JSON, plain or packed by gzip or xz");
    }

    /** The entry that it stands at. */
    LogEntry entry() {
        if (entry == null) {
            throw new IllegalStateException(name + " stands at no entry");
        }
        return entry;
    }

    /** How many lines that are no entries it has passed since this was asked last. */
    long passed() {
        long since = passed;
        passed = 0;
        return since;
    }

    /** How many bytes of the file were read. */
    long bytesRead() {
        return over || lines == null ? done : lines.bytesRead();
    }

    @Override
    public void close() {
        try {
            if (lines != null) {
                lines.close();
            }
        } catch (IOException e) {
            // It was read only, and nobody wants more of it.
            lines = null;
        }
    }
}
