package org.doorward.watch.line;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.doorward.text.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as syslog daemons and Postfix's own postlogd write them.
 *
 * <pre>
 *   Nov 26 12:00:00 mx postfix/smtpd[4711]: connect from ...            RFC 3164: local time, no year
 *   2026-11-26T12:00:00.123456+01:00 mx postfix/smtpd[4711]: ...        rsyslog, systemd
 *   &lt;22&gt;Nov 26 12:00:00 postfix/smtpd[4711]: ...                    a program to /dev/log; BusyBox with -S
 *   &lt;22&gt;1 2026-11-26T12:00:00.123Z mx postfix/smtpd 4711 - - ...        RFC 5424
 * </pre>
 *
 * A priority in front, {@code mail.info} behind the host and Solaris' {@code [ID ...]} before the message are stepped over. The year that a
 * stamp lacks is the latest one that does not put it into the future.
 *
 * <p>Remembers the last stamp, for most lines have the same second as the one before: for one thread only.
 */
public final class SyslogText {

    private static final int TRADITIONAL = "Nov 26 12:00:00".length();
    private static final int ISO = "2026-11-26T12:00:00".length();
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** Clocks of hosts differ, and a log may be read on another one than wrote it. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_PROGRAM = 100;
    private static final int NANO_DIGITS = 9;

    private final ZoneId zone;
    private final InstantSource clock;
    private String lastStamp = "";
    private LocalDateTime lastLocal = LocalDateTime.MIN;
    private long lastSecond;

    /**
     * A reader.
     *
     * @param zone where stamps without an offset were written
     * @param clock what the latest stamp may be: now, or for an old log the moment of its last line
     */
    public SyslogText(ZoneId zone, InstantSource clock) {
        this.zone = zone;
        this.clock = clock;
    }

    /** The entry of a line; empty when it is in none of these forms. */
    public Optional<LogEntry> read(String line) {
        Cursor cursor = new Cursor(line);
        boolean priority = cursor.priority();
        boolean numbered = priority && cursor.step("1 ");
        Instant at = stamp(cursor);
        if (at == null || !cursor.step(" ") || !host(cursor)) {
            return Optional.empty();
        }
        return numbered ? structured(cursor, at) : plain(cursor, at);
    }

    /** Steps over the host. What ends in a colon is none, but the program already: a host's own syslog socket is told of no host. */
    private static boolean host(Cursor cursor) {
        int from = cursor.at;
        if (!cursor.word(LONGEST_HOST)) {
            return false;
        }
        if (cursor.line.charAt(cursor.at - 2) == ':') {
            cursor.at = from;
        }
        return true;
    }

    private static Optional<LogEntry> plain(Cursor cursor, Instant at) {
        cursor.facility();
        int from = cursor.at;
        int to = cursor.program(LONGEST_PROGRAM);
        if (to == from) {
            return Optional.empty();
        }
        long process = cursor.process();
        if (!cursor.step(":")) {
            return Optional.empty();
        }
        cursor.step(" ");
        cursor.solaris();
        return Optional.of(new LogEntry(at, cursor.line.substring(from, to), process, cursor.rest()));
    }

    private static Optional<LogEntry> structured(Cursor cursor, Instant at) {
        int from = cursor.at;
        if (!cursor.word(LONGEST_PROGRAM)) {
            return Optional.empty();
        }
        String program = cursor.line.substring(from, cursor.at - 1);
        int number = cursor.at;
        if (!cursor.word(LONGEST_PROGRAM)) {
            return Optional.empty();
        }
        long process = digits(cursor.line, number, cursor.at - 1);
        if (!cursor.word(LONGEST_PROGRAM) || !cursor.structuredData()) {
            return Optional.empty();
        }
        return Optional.of(new LogEntry(at, program, Math.max(0, process), cursor.rest()));
    }

    private @Nullable Instant stamp(Cursor cursor) {
        try {
            char first = cursor.peek();
            if (first >= '0' && first <= '9') {
                return iso(cursor);
            }
            return traditional(cursor);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private @Nullable Instant traditional(Cursor cursor) {
        String line = cursor.line;
        int at = cursor.at;
        if (line.length() < at + TRADITIONAL) {
            return null;
        }
        if (!line.startsWith(lastStamp, at) || lastStamp.length() != TRADITIONAL) {
            int month = MONTHS.indexOf(line.substring(at, at + 3));
            long day = digits(line, line.charAt(at + 4) == ' ' ? at + 5 : at + 4, at + 6);
            if (month < 0 || month % 3 != 0 || day < 1 || line.charAt(at + 3) != ' ' || line.charAt(at + 6) != ' ') {
                return null;
            }
            Instant latest = clock.instant().plus(AHEAD);
            int year = LocalDateTime.ofInstant(latest, zone).getYear();
            LocalDateTime local = inYear(year, month / 3 + 1, (int) day, line, at + 7);
            if (local.atZone(zone).toInstant().isAfter(latest)) {
                local = inYear(year - 1, month / 3 + 1, (int) day, line, at + 7);
            }
            remember(line.substring(at, at + TRADITIONAL), local);
        }
        cursor.at += TRADITIONAL;
        return Instant.ofEpochSecond(lastSecond);
    }

    /** The 29th of February is in the past leap year, whichever year it is. */
    private static LocalDateTime inYear(int year, int month, int day, String line, int time) {
        int fitting = year;
        while (month == 2 && day == 29 && !Year.isLeap(fitting)) {
            fitting--;
        }
        return local(fitting, month, day, line, time);
    }

    private @Nullable Instant iso(Cursor cursor) {
        String line = cursor.line;
        int at = cursor.at;
        if (line.length() < at + ISO) {
            return null;
        }
        if (!line.startsWith(lastStamp, at) || lastStamp.length() != ISO) {
            char between = line.charAt(at + 10);
            if (line.charAt(at + 4) != '-' || line.charAt(at + 7) != '-' || (between != 'T' && between != ' ')) {
                return null;
            }
            long year = digits(line, at, at + 4);
            long month = digits(line, at + 5, at + 7);
            long day = digits(line, at + 8, at + 10);
            if (year < 0 || month < 0 || day < 0) {
                return null;
            }
            remember(line.substring(at, at + ISO), local((int) year, (int) month, (int) day, line, at + 11));
        }
        cursor.at += ISO;
        long nanos = cursor.fraction(NANO_DIGITS);
        int offset = cursor.offset();
        long second = offset == Cursor.NO_OFFSET ? lastSecond : lastLocal.toEpochSecond(ZoneOffset.UTC) - offset;
        return Instant.ofEpochSecond(second, nanos);
    }

    private void remember(String stamp, LocalDateTime local) {
        lastStamp = stamp;
        lastLocal = local;
        lastSecond = local.atZone(zone).toEpochSecond();
    }

    private static LocalDateTime local(int year, int month, int day, String line, int time) {
        long hour = digits(line, time, time + 2);
        long minute = digits(line, time + 3, time + 5);
        long second = digits(line, time + 6, time + 8);
        if (line.charAt(time + 2) != ':' || line.charAt(time + 5) != ':') {
            throw new DateTimeException("no time");
        }
        // A leap second is the one before it.
        return LocalDateTime.of(year, month, day, (int) hour, (int) minute, (int) Math.min(second, 59));
    }

    /** The number that these digits are; -1 when they are none. */
    static long digits(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (!Ascii.digit(digit)) {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return from < to && to - from <= 18 ? number : -1;
    }
}
