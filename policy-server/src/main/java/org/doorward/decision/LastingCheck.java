package org.doorward.decision;

import java.time.Duration;

/**
 * A check of the evidence phase that finds the same of every inquiry from one {@link Acquaintance}, for a while: it looks at what
 * the client and the sender are called, and at nothing that changes from one recipient to the next.
 */
public interface LastingCheck extends Check {

    /** For a finding that follows from the inquiry and the settings alone. */
    Duration AS_LONG_AS_THE_SETTINGS = Duration.ofDays(1);

    /**
     * How much longer the check would find what it has just found of this inquiry.
     *
     * @return not negative; zero when that is not known, or may change at any time
     */
    Duration lasts(Inquiry inquiry);
}
