package org.doorward.firewall.droplist;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.droplist.ListFetcher.Version;

/**
 * A list on disk: {@code NAME.list} as it came, and {@code NAME.state} with what is known of it, as lines {@code key value}. The list is put in
 * its place before its state: after a crash between the two the old version asks for the new list once more, and nothing is missed.
 */
final class ListFiles {

    private final Path list;
    private final Path fresh;
    private final Path state;

    ListFiles(Path directory, String name) {
        list = directory.resolve(name + ".list");
        fresh = directory.resolve(name + ".list.new");
        state = directory.resolve(name + ".state");
    }

    /**
     * What is known of a list.
     *
     * @param source where it came from
     * @param tried when it was last asked for
     * @param good when the list on disk was last known to be right; the epoch for never
     * @param version which one that is
     */
    record State(String source, Instant tried, Instant good, Version version) {
        static State none(String source) {
            return new State(source, Instant.EPOCH, Instant.EPOCH, Version.NONE);
        }
    }

    /** The list. */
    Path list() {
        return list;
    }

    /** Where a new one is written. */
    Path fresh() {
        return fresh;
    }

    /** Puts the new one in its place. */
    void accept() throws IOException {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, list, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Throws away a new one that is not wanted. */
    void reject() {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            // The next one is written over it.
        }
    }

    /** What is known of the list from this source; nothing when it came from another, or what is on disk cannot be read. */
    State load(String source) {
        try (BufferedReader lines = Files.newBufferedReader(state, StandardCharsets.ISO_8859_1)) {
            Map<String, String> values = new HashMap<>();
            // It has five lines; more are not ours.
            String line = lines.readLine();
            for (int i = 0; line != null && i < 10; i++) {
                int space = line.indexOf(' ');
                values.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
                line = lines.readLine();
            }
            if (!source.equals(values.get("source"))) {
                return State.none(source);
            }
            return new State(source, instant(values, "tried"), instant(values, "good"), version(values));
        } catch (IOException | RuntimeException unreadable) {
            return State.none(source);
        }
    }

    /** Writes what is known of the list. */
    void save(State now) throws IOException {
        String text = "source " + now.source() + "\ntried " + now.tried().getEpochSecond() + "\ngood "
                + now.good().getEpochSecond() + "\netag " + now.version().etag() + "\nmodified "
                + now.version().modified() + "\n";
        Path next = state.resolveSibling(state.getFileName() + ".new");
        Files.writeString(next, text, StandardCharsets.ISO_8859_1);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, state, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Opens the list, or the new one; empty when it is not there. */
    static Optional<BufferedReader> open(Path file) throws IOException {
        try {
            return Optional.of(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static Instant instant(Map<String, String> values, String key) {
        return Instant.ofEpochSecond(Long.parseLong(values.getOrDefault(key, "0")));
    }

    private static Version version(Map<String, String> values) {
        return new Version(values.getOrDefault("etag", ""), values.getOrDefault("modified", ""));
    }
}
