package org.doorward.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.doorward.text.ClientText;

/**
 * Lines for people: prose, or {@code key=value}. A value with a blank, a quote or an equals sign stands in double quotes, with
 * {@code \"} for a quote, so a client cannot write a field of its own into the line.
 */
final class TextLines implements LineFormat {

    private final boolean journal;
    private final boolean traces;

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
            line.append(Instant.ofEpochMilli(event.getTimeStamp())).append(' ');
            line.append(event.getLevel().toString().toLowerCase(Locale.ROOT)).append(' ');
        }
        Optional<LogFields> fields = LineFormat.fieldsOf(event);
        if (fields.isPresent()) {
            line.append(fields(fields.get()));
        } else {
            line.append(Prose.of(event, traces));
        }
    }

    /** Fields as {@code key=value}. */
    static String fields(LogFields fields) {
        Sink sink = new Sink();
        fields.describe(sink);
        return sink.line.toString();
    }

    private static final class Sink implements LogFields.Sink {

        private final StringBuilder line = new StringBuilder(256);

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
            name(name).append(String.format(Locale.ROOT, "%.1fms", value.toNanos() / 1e6));
        }

        private StringBuilder name(String name) {
            if (line.length() > 0) {
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
