package org.doorward.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether systemd's journal reads standard output. systemd.exec(5): {@code JOURNAL_STREAM} holds device and inode of the
 * stream to the journal, and a program must compare them with its own, for it may have been given another output, or have inherited
 * the variable. That systemd started the service ({@code INVOCATION_ID}) says nothing of where its output goes.
 */
final class JournalStream {

    /** This process's standard output. */
    static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private JournalStream() {}

    /** Whether it is the stream that the environment names. */
    static boolean is(Path stream, Map<String, String> environment) {
        String journal = environment.getOrDefault("JOURNAL_STREAM", "");
        return !journal.isEmpty() && identity(stream).filter(journal::equals).isPresent();
    }

    /** A stream's {@code device:inode}; empty where this system does not tell. */
    static Optional<String> identity(Path stream) {
        try {
            Map<String, Object> attributes = Files.readAttributes(stream, "unix:dev,ino");
            return Optional.of(attributes.get("dev") + ":" + attributes.get("ino"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
