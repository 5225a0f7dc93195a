package org.doorward.watch.source.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** The ways in which old logs are packed, by the ends of their names. */
final class Packing {

    private static final int BUFFER = 64 * 1024;

    private static final List<String> ENDS = List.of(".gz", ".xz");

    /** What unpacking may take: `xz -9` needs 65 MiB; more is no log that somebody wants to have read. */
    private static final int MOST_KIBIBYTES = 100 * 1024;

    private Packing() {}

    /** The end of a packed file's name; empty for one that is not packed. */
    static String end(String name) {
        return ENDS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    /** The contents of a packed file. */
    static InputStream unpack(String end, InputStream packed) throws IOException {
        return switch (end) {
            case ".gz" -> new GZIPInputStream(packed, BUFFER);
            case ".xz" -> new XZInputStream(new BufferedInputStream(packed, BUFFER), MOST_KIBIBYTES);
            default -> new BufferedInputStream(packed, BUFFER);
        };
    }
}
