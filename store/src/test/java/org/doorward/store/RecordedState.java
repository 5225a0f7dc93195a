package org.doorward.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What an older build has left behind, as it was recorded once: {@code src/test/resources/states} says how.
 *
 * @param name such as {@code form-1-killed}
 */
record RecordedState(String name) {

    /** Minutes after the last of them was recorded: who waits has waited long enough, nothing is too old, and no ban is over. */
    static final Instant RECORDED = Instant.parse("2026-11-27T07:15:00Z");

    /** The form of the database. */
    int form() {
        return Integer.parseInt(name.split("-", -1)[1]);
    }

    /** What the older builds themselves told of it. */
    List<String> tale() {
        try (InputStream in = open(".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts its files into a directory. */
    void unpack(Path directory) throws IOException {
        try (ZipInputStream in = new ZipInputStream(open(".zip"))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (!entry.isDirectory()) {
                    Files.write(file, in.readAllBytes());
                }
            }
        }
    }

    private InputStream open(String ending) {
        InputStream in = RecordedState.class.getResourceAsStream("/states/" + name + ending);
        if (in == null) {
            throw new IllegalArgumentException("no state " + name);
        }
        return in;
    }

    @Override
    public String toString() {
        return name;
    }
}
