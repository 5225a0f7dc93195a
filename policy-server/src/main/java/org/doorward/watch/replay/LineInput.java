package org.doorward.watch.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of an old log, from the first to the last. For one thread. */
interface LineInput extends Closeable {

    /** The next line without its end, each character one byte, cut to what a line may have; null behind the last one. */
    @Nullable
    String next() throws IOException;

    /** How many bytes of the file were read, packed as they are. */
    long bytesRead();
}
