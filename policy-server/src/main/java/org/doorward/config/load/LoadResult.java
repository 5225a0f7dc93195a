package org.doorward.config.load;

import java.nio.file.Path;
import java.util.List;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.settings.ConfigProblem;
import org.doorward.config.settings.Settings;

/** What came of reading the configuration. */
public sealed interface LoadResult {

    /**
     * It is valid.
     *
     * @param config the configuration
     * @param settings the same, key by key
     * @param stateDirectory where the state lives, and why there
     * @param files the files that were read, in their order; none when the defaults hold
     */
    record Loaded(DoorwardConfig config, Settings settings, StateDirectory.Choice stateDirectory, List<Path> files)
            implements LoadResult {

        /** Holds the files as they are at this moment. */
        public Loaded {
            files = List.copyOf(files);
        }

        /** The configuration, to be shown. */
        public Effective effective() {
            return new Effective(Keys.TABLE, settings);
        }
    }

    /**
     * It is not, and nothing of it counts.
     *
     * @param problems all that is wrong, by file, line and column; at least one
     */
    record Refused(List<ConfigProblem> problems) implements LoadResult {}
}
