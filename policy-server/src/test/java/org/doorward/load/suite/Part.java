package org.doorward.load.suite;

import java.io.IOException;

/** One thing to measure. */
@FunctionalInterface
interface Part {

    /**
     * Measures.
     *
     * @param bench where
     * @param report takes the figures
     * @throws IOException when it cannot be measured
     */
    void measure(Bench bench, Report report) throws IOException, InterruptedException;
}
