package org.doorward.watch.source.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not where it was an instant ago: rotation is under way, and the family is to be looked at again. */
final class MovedException extends IOException {

    private static final long serialVersionUID = 1;

    MovedException(Path path) {
        super(path + " has just been moved");
    }
}
