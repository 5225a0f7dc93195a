package org.doorward.store;

import java.nio.file.Path;
import java.time.InstantSource;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sightings and marks, on the journal and H2. */
class H2SightingTest extends SightingContract {

    @TempDir
    Path directory;

    @Override
    Store open(int generationRows, InstantSource time) throws StoreException {
        return Stores.open(directory, generationRows, time);
    }
}
