package org.doorward.firewall;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says which bans stand. */
public interface BanFeed {

    /**
     * What has changed since a revision.
     *
     * @param since the revision that is known; null when none is
     * @param patience how long to wait for a change when there is none yet
     * @return all bans, or the changes since; an empty change when patience was at its end
     * @throws IOException when it cannot be reached or is not in order; the message says which, and what to do
     */
    News next(@Nullable String since, Duration patience) throws IOException, InterruptedException;

    /** Takes news as told already: those that were saved last. Called before the first {@link #next}, if at all. */
    default void begin(News saved) {}

    /** How many bans are held back, because they are too many at once. */
    default int waiting() {
        return 0;
    }

    /** Passes on what is held back, because an operator says so. */
    default void letIn() {}

    /**
     * News of bans.
     *
     * @param revision the revision that this leads to
     * @param whole whether this is all there is; then all else is over
     * @param changes what has changed
     */
    record News(String revision, boolean whole, BanChanges changes) {}
}
