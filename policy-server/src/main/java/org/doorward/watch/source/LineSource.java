package org.doorward.watch.source;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Gives lines as they are written. Who does not read makes it wait: nothing gathers in memory but what the other side's own buffer holds.
 *
 * <p>Used by one thread, but for {@link #close} and {@link #behind}.
 */
public interface LineSource extends Closeable {

    /** So many lines make a chunk at most: enough for one write to carry many, few enough to be held. */
    int CHUNK_LINES = 2000;

    /** A longer line is cut; what matters stands at its beginning. Postfix's own are shorter, syslog's may be of 8 KiB. */
    int LINE_LIMIT = 8192;

    /** The source's name, under which its position is kept: {@code file:/var/log/mail.log}; printable ASCII of at most 200 characters. */
    String name();

    /**
     * Reads on.
     *
     * @param patience how long to wait for a first line
     * @return what has come, perhaps nothing
     * @throws IOException when it cannot be read now; the next call tries again where this one stood
     */
    Chunk read(Duration patience) throws IOException, InterruptedException;

    /** How many bytes are known to wait to be read; empty when this source does not know. Any thread may ask. */
    OptionalLong behind();

    /** How many lines are known to have been lost before they could be read, since this source was opened. Any thread may ask. */
    default long lost() {
        return 0;
    }
}
