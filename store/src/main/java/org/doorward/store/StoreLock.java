package org.doorward.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.doorward.store.model.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process, and a second store in this one, away from a state directory: taken before anything there is looked
 * at. H2 locks its own file, but not the journal, and not before there is a file. The kernel lets go of it when the process dies.
 */
final class StoreLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);
    private static final String NAME = "lock";

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param directory the state directory; made when missing
     * @throws StoreException when somebody else has it, or it cannot be taken
     */
    static StoreLock take(Path directory) throws StoreException {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (taken(channel) == null) {
                channel.close();
                throw new StoreException(
                        "the state directory " + directory + " is in use by another Doorward. Stop that one"
                                + " (systemctl status doorward), or give this one a state_dir of its own.");
            }
            return new StoreLock(channel);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use " + directory + ": " + e + ". It must be a directory that Doorward may write.", e);
        }
    }

    private static @Nullable FileLock taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another store in this process.
            return null;
        }
    }

    /** Lets go. The file stays, for to delete it would be to take it from who locks it meanwhile. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("letting go of the state directory", e);
        }
    }
}
