package org.doorward.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Duration;
import java.util.Optional;
import org.doorward.text.ClientText;

/**
 * Lines for people: prose, or {@code key=value}. A value with a blank, a quote or an equals sign stands in double quotes, with
 * {@code \"} for a quote, so a client cannot write a field of its own into the line.
 */
final class TextLines implements LineFormat {

    private final boolean journal;
    private final boolean traces;
    private final TimeText time = new TimeText();

    /**
     * Lines for people.
     *
     * @param journal whether the reader keeps time and priority itself and wants the prefix {@code <N>}
     * @param traces whether an exception comes with its stack trace
     */
    TextLines(boolean journal, boolean traces) {
        this.journal = journal;
        this.traces = traces;
    }

    @Override
    public void render(ILoggingEvent event, StringBuilder line) {
        if (journal) {
            line.append(LineFormat.priority(event.getLevel()));
        } else {
            time.append(event.getTimeStamp(), line);
            line.append(' ').append(level(event.getLevel())).append(' ');
        }
        Optional<LogFields> fields = LineFormat.fieldsOf(event);
        if (fields.isPresent()) {
            fields.get().describe(new Sink(line));
        } else {
            line.append(Prose.of(event, traces));
        }
    }

    private static String level(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "error";
            case Level.WARN_INT -> "warn";
            case Level.INFO_INT -> "info";
            default -> "debug";
        };
    }

    /** Fields as {@code key=value}. */
    static String fields(LogFields fields) {
        StringBuilder line = new StringBuilder();
        fields.describe(new Sink(line));
        return line.toString();
    }

    private static final class Sink implements LogFields.Sink {

        private final StringBuilder line;
        private final int start;

        private Sink(StringBuilder line) {
            this.line = line;
            this.start = line.length();
        }

        @Override
        public void text(String name, String value, int limit) {
            if (!value.isEmpty()) {
                name(name);
                value(ClientText.escape(value, limit));
            }
        }

        @Override
        public void number(String name, double value) {
            name(name).append(value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value));
        }

        @Override
        public void time(String name, Duration value) {
            long tenths = (value.toNanos() + 50_000) / 100_000;
            name(name).append(tenths / 10).append('.').append(tenths % 10).append("ms");
        }

        private StringBuilder name(String name) {
            if (line.length() > start) {
                line.append(' ');
            }
            return line.append(name).append('=');
        }

        private void value(String escaped) {
            boolean plain = escaped.indexOf(' ') < 0 && escaped.indexOf('"') < 0 && escaped.indexOf('=') < 0;
            if (plain) {
                line.append(escaped);
            } else {
                line.append('"').append(escaped.replace("\"", "\\\"")).append('"');
            }
        }
    }
}
