package org.doorward.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Optional;

/** Turns a log event into one line, without its line end. */
interface LineFormat {

    /** The longest prose of a line. journald cuts at 48 KiB; a stack trace at DEBUG fits in less. */
    int MESSAGE_LIMIT = 16 * 1024;

    /**
     * Appends the event's line.
     *
     * @param event what happened
     * @param line where to
     */
    void render(ILoggingEvent event, StringBuilder line);

    /** The fields of an event that has them. */
    static Optional<LogFields> fieldsOf(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        return arguments != null && arguments.length == 1 && arguments[0] instanceof LogFields fields
                ? Optional.of(fields)
                : Optional.empty();
    }

    /** The priority prefix that journald and loggers of containers understand: see sd-daemon(3). */
    static String priority(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return "<3>";
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return "<4>";
        }
        return level.isGreaterOrEqual(Level.INFO) ? "<6>" : "<7>";
    }
}
