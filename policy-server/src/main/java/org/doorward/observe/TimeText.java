package org.doorward.observe;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes moments as {@code 2026-11-21T12:00:00.123Z}. Keeps the text of the last second, because under load thousands of lines
 * share it and its calendar is most of the work. Not thread-safe.
 */
final class TimeText {

    private static final int MILLIS = 1000;

    private long second = Long.MIN_VALUE;
    private String text = "";

    /** Appends a moment in milliseconds since 1970. */
    void append(long epochMillis, StringBuilder line) {
        long now = Math.floorDiv(epochMillis, MILLIS);
        if (now != second) {
            String whole =
                    Instant.ofEpochSecond(now).truncatedTo(ChronoUnit.SECONDS).toString();
            text = whole.substring(0, whole.length() - 1);
            second = now;
        }
        int millis = Math.floorMod(epochMillis, MILLIS);
        line.append(text).append('.');
        line.append((char) ('0' + millis / 100))
                .append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10));
        line.append('Z');
    }
}
