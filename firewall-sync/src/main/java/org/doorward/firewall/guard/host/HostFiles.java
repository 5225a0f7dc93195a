package org.doorward.firewall.guard.host;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The files of a host, below its root. */
public final class HostFiles {

    /** A line of the kernel's tables has some 180 characters, and a busy mail host has less than 100,000 connections. */
    private static final int MOST_LINES = 400_000;

    /** Far more than anybody writes by hand. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path root;

    /** With the root, {@code /} but for tests. */
    public HostFiles(Path root) {
        this.root = root;
    }

    /** Gives each line of a table of the kernel; nothing when the kernel has no such table. */
    void kernelLines(String table, Consumer<String> line) throws IOException {
        Path file = root.resolve("proc/self/net").resolve(table);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int read = 0;
            for (String next = lines.readLine(); next != null; next = lines.readLine()) {
                if (++read > MOST_LINES) {
                    throw new IOException(file + " has more than " + MOST_LINES + " lines");
                }
                line.accept(next);
            }
        } catch (NoSuchFileException absent) {
            // A kernel without IPv6 has none of its tables.
        }
    }

    /**
     * The lines of a file that somebody has written.
     *
     * @throws NoSuchFileException when there is none
     * @throws IOException when it cannot be read, or is too large to have been written for this
     */
    List<String> lines(String name) throws IOException {
        Path file = path(name);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(file + " has more than " + MOST_BYTES + " bytes");
            }
            return new BufferedReader(
                            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1))
                    .lines()
                    .toList();
        }
    }

    /** Where a file is that is named from the root. */
    Path path(String name) {
        return root.resolve(name.startsWith("/") ? name.substring(1) : name);
    }
}
