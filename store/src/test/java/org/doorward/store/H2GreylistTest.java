package org.doorward.store;

import java.nio.file.Path;
import java.time.InstantSource;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.io.TempDir;

/** The greylist's contract, on the journal and H2. */
class H2GreylistTest extends GreylistContract {

    @TempDir
    Path directory;

    @Override
    Store open(int generationRows, InstantSource time) throws StoreException {
        return Stores.open(directory, generationRows, time);
    }
}
