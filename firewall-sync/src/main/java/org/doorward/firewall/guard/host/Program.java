package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program of the host that says something. */
@FunctionalInterface
public interface Program {

    /**
     * Runs it.
     *
     * @param command the program and its arguments
     * @param patience when to end it
     * @return the first 64 KiB of what it wrote; empty when there is no such program
     * @throws IOException when it failed, or was ended because it took too long
     */
    Optional<String> run(List<String> command, Duration patience) throws IOException, InterruptedException;
}
