package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.doorward.real.Distribution;

/**
 * What only one of the processes may do in which the tests run: make images, for the second finds the layers that the first has made, and make
 * or remove networks, for Docker's rules on this machine are compared by {@link FirewallDockerTest}.
 *
 * <p>A lock on a file beside the distribution. It ends with its process, however that ends.
 */
final class OneAtATime {

    private OneAtATime() {}

    /** Waits until no other process does anything of the kind, and does this. It must not call this again. */
    static void run(Runnable deed) {
        Path place = Distribution.built().home().resolveSibling("docker-tests.lock");
        try (FileChannel file = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!lock.isValid()) {
                throw new AssertionError("no lock on " + place);
            }
            deed.run();
        } catch (IOException e) {
            throw new UncheckedIOException(place.toString(), e);
        }
    }
}
