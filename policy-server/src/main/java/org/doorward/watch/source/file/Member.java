package org.doorward.watch.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file of a log's family, as it was when it was looked at.
 *
 * @param path where it was
 * @param key its number on disk and that of the disk
 * @param size in bytes
 * @param changed when it was last written to, in µs since 1970
 */
record Member(Path path, String key, long size, long changed) {

    /**
     * The file at a path; empty when nothing is there.
     *
     * @throws IOException when it cannot be looked at, or is no file: to open a pipe would wait for its writer, and a device has no end
     */
    static Optional<Member> at(Path path) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
            if (!seen.isRegularFile()) {
                throw new IOException(
                        path + " is " + kind(seen) + " and no log file: name the file that the log is written to");
            }
            String key = Objects.toString(seen.fileKey(), "-").replace(' ', '_');
            return Optional.of(
                    new Member(path, key, seen.size(), seen.lastModifiedTime().to(TimeUnit.MICROSECONDS)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String kind(BasicFileAttributes seen) {
        return seen.isDirectory() ? "a directory" : "a pipe, a socket or a device";
    }

    /** The end of the name of a packed file; empty for one that is not packed. */
    String packing() {
        return Packing.end(path.toString());
    }
}
