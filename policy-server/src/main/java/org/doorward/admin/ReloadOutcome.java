package org.doorward.admin;

import java.util.List;

/** What came of reading the configuration anew. */
public sealed interface ReloadOutcome {

    /**
     * It is in force.
     *
     * @param needRestart the changed keys that only a restart takes over; their old values stay
     */
    record Accepted(List<String> needRestart) implements ReloadOutcome {}

    /**
     * It was refused, and the old one stays.
     *
     * @param problems all that is wrong, one line each
     */
    record Refused(List<String> problems) implements ReloadOutcome {}
}
