package org.doorward.firewall.nft;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A transaction for nft that is written piece by piece: that of 100,000 bans has some 4 MB, which need not be held. */
@FunctionalInterface
interface Script {

    /** Writes it. */
    void writeTo(Out out) throws IOException;

    /** A script that is held. */
    static Script of(String text) {
        return out -> out.text().append(text);
    }

    /** Writes it to a stream, which is left open. */
    default void writeTo(OutputStream stream) throws IOException {
        Out out = new Out(stream);
        writeTo(out);
        out.flush();
    }

    /** All of it, for those who look at it. */
    default String text() {
        Out out = new Out(null);
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.text().toString();
    }

    /** Where a script goes. */
    final class Out {

        private static final int PIECE = 1 << 15;

        private final @Nullable OutputStream stream;
        private final StringBuilder text = new StringBuilder(2 * PIECE);

        private Out(@Nullable OutputStream stream) {
            this.stream = stream;
        }

        /** What is not written yet; to be appended to. */
        StringBuilder text() {
            return text;
        }

        /** Has what was appended go on its way, if it is a piece. To be called now and then. */
        void breathe() throws IOException {
            if (text.length() > PIECE) {
                flush();
            }
        }

        /** Has what was appended go on its way at once: in one piece, where it is no longer than 4,096 characters (PIPE_BUF). */
        void flush() throws IOException {
            if (stream != null) {
                stream.write(text.toString().getBytes(StandardCharsets.US_ASCII));
                stream.flush();
                text.setLength(0);
            }
        }
    }
}
