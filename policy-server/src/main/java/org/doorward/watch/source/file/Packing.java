package org.doorward.watch.source.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The ways in which old logs are packed, by the ends of their names. */
final class Packing {

    private static final int BUFFER = 64 * 1024;

    private static final List<String> ENDS = List.of(".gz");

    /** As logrotate can be told to do, but nothing here unpacks them. */
    private static final List<String> STRANGE_ENDS = List.of(".bz2", ".zst", ".lz4", ".lzo", ".Z", ".zip");

    private Packing() {}

    /** The end of a packed file's name; empty for one that is not packed. */
    static String end(String name) {
        return ENDS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    /** Likewise, of a kind that cannot be unpacked here. */
    static String strangeEnd(String name) {
        return STRANGE_ENDS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    /** The contents of a packed file. */
    static InputStream unpack(String end, InputStream packed) throws IOException {
        return switch (end) {
            case ".gz" -> new GZIPInputStream(packed, BUFFER);
            default -> new BufferedInputStream(packed, BUFFER);
        };
    }
}
