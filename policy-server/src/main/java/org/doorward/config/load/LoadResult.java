package org.doorward.config.load;

import java.util.List;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.settings.ConfigProblem;

/** What came of reading the configuration. */
public sealed interface LoadResult {

    /**
     * It is valid.
     *
     * @param config the configuration
     * @param effective the same, to be shown
     * @param stateDirectory where the state lives, and why there
     */
    record Loaded(DoorwardConfig config, Effective effective, StateDirectory.Choice stateDirectory)
            implements LoadResult {}

    /**
     * It is not, and nothing of it counts.
     *
     * @param problems all that is wrong, by file, line and column; at least one
     */
    record Refused(List<ConfigProblem> problems) implements LoadResult {}
}
