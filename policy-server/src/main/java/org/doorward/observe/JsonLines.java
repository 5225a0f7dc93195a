package org.doorward.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.doorward.text.ClientText;

/**
 * Lines for programs: one JSON object each, in ASCII. Client texts are escaped and cut as in {@link TextLines}, so one search
 * finds a client in both; times become numbers of milliseconds with {@code _ms} behind their names.
 */
final class JsonLines implements LineFormat {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final boolean journal;
    private final boolean traces;

    /**
     * Lines for programs.
     *
     * @param journal whether the reader wants the prefix {@code <N>}
     * @param traces whether an exception comes with its stack trace
     */
    JsonLines(boolean journal, boolean traces) {
        this.journal = journal;
        this.traces = traces;
    }

    @Override
    public void render(ILoggingEvent event, StringBuilder line) {
        if (journal) {
            line.append(LineFormat.priority(event.getLevel()));
        }
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            json.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            writeBody(event, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A StringWriter does not fail", e);
        }
        line.append(text);
    }

    private void writeBody(ILoggingEvent event, JsonGenerator json) throws IOException {
        Optional<LogFields> fields = LineFormat.fieldsOf(event);
        if (fields.isPresent()) {
            json.writeStringField("event", fields.get().event());
            fields.get().describe(new Sink(json));
        } else {
            json.writeStringField("message", Prose.of(event, traces));
        }
    }

    private record Sink(JsonGenerator json) implements LogFields.Sink {

        @Override
        public void text(String name, String value, int limit) {
            if (!value.isEmpty()) {
                write(() -> json.writeStringField(name, ClientText.escape(value, limit)));
            }
        }

        @Override
        public void number(String name, double value) {
            write(() -> json.writeNumberField(name, value));
        }

        @Override
        public void time(String name, Duration value) {
            write(() -> json.writeNumberField(
                    name + "_ms", value.truncatedTo(ChronoUnit.MICROS).toNanos() / 1e6));
        }

        private static void write(Write write) {
            try {
                write.run();
            } catch (IOException e) {
                throw new UncheckedIOException("A StringWriter does not fail", e);
            }
        }

        private interface Write {
            void run() throws IOException;
        }
    }
}
