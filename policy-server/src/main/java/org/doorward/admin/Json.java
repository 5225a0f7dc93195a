package org.doorward.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes small JSON documents, in ASCII. */
final class Json {

    /** One factory for all: it is safe for threads, and expensive to make. */
    static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /** What goes into an object. */
    @FunctionalInterface
    interface Body {

        /** Writes the object's fields. */
        void write(JsonGenerator json) throws IOException;
    }

    /** One object and a line end. */
    static byte[] object(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory does not fail", e);
        }
        return out.toByteArray();
    }
}
