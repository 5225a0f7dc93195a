package org.doorward.store.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the file that was opened still stands under its name. One that was moved away, deleted, or replaced by a copy
 * can be written to for ever, and the next start finds nothing of it.
 */
public final class FilePlace {

    private final Path file;
    /** Device and inode; null where the file system has no such thing, then only the name is looked at. */
    private final @Nullable Object key;

    private FilePlace(Path file, @Nullable Object key) {
        this.file = file;
        this.key = key;
    }

    /** The place of a file that is open now. */
    public static FilePlace of(Path file) throws IOException {
        return new FilePlace(file, key(file));
    }

    /** Whether the same file is still there. */
    public boolean holds() {
        try {
            return Objects.equals(key, key(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
