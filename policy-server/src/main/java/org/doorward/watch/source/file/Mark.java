package org.doorward.watch.source.file;

import java.util.Optional;

/**
 * A place in a log file that can be found again when the file has been renamed, copied or packed: the place is behind the last line that was given.
 *
 * <p>A file is known by its contents, for its number on disk is given to another once it is deleted, and a copy or a packed file has another one.
 *
 * @param key the file's number on disk and that of the disk; {@code -} where there was no file
 * @param offset bytes before the place, unpacked
 * @param head CRC-32C of the file's first bytes, {@link Trace#HEAD} of them or as many as there are before the place
 * @param tail CRC-32C of the last bytes before the place, {@link Trace#TAIL} of them or as many as there are
 * @param changed when the file was last written to, as far as it is known, in µs since 1970: what was written to later and is not this file
 *     came after it
 */
record Mark(String key, long offset, int head, int tail, long changed) {

    /** Where there is no file yet: when one appears, all of it is new, and nothing beside it. */
    static final Mark NO_FILE = new Mark("-", 0, 0, 0, Long.MAX_VALUE);

    private static final String VERSION = "1";
    private static final int HEXADECIMAL = 16;

    /** The place as text, in ASCII, of 110 characters at most. */
    String text() {
        return String.join(
                " ",
                VERSION,
                key,
                Long.toString(offset),
                Integer.toHexString(head),
                Integer.toHexString(tail),
                Long.toString(changed));
    }

    /** The place that a text names; empty when it is not such a text, or one of a later version. */
    static Optional<Mark> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 6 || !parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            long offset = Long.parseLong(parts[2]);
            int head = Integer.parseUnsignedInt(parts[3], HEXADECIMAL);
            int tail = Integer.parseUnsignedInt(parts[4], HEXADECIMAL);
            return offset < 0
                    ? Optional.empty()
                    : Optional.of(new Mark(parts[1], offset, head, tail, Long.parseLong(parts[5])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** How many bytes {@link #head} is made of. */
    int headLength() {
        return (int) Math.min(offset, Trace.HEAD);
    }
}
