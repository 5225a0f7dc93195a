package org.doorward.firewall.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that says: leave the firewall alone. It outlives a restart of the worker and of the host, as an operator expects of his word. */
public final class HoldFile {

    /** Its name in the worker's state directory. */
    public static final String NAME = "hold";

    private final Path file;

    /** The file in a state directory. */
    public HoldFile(Path stateDir) {
        this.file = stateDir.resolve(NAME);
    }

    /** Whether the firewall is to be left alone. */
    public boolean isHeld() {
        return Files.exists(file);
    }

    /**
     * Has it left alone.
     *
     * @param why for who finds the file
     */
    public void hold(String why) throws IOException {
        Files.writeString(file, why + "\n");
    }

    /** Ends that. Returns whether it was left alone. */
    public boolean release() throws IOException {
        return Files.deleteIfExists(file);
    }
}
