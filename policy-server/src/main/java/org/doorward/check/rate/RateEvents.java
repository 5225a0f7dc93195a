package org.doorward.check.rate;

import org.doorward.config.RateConfig;

/** Hears of limits that are reached. Called on the thread that decides; must not block. */
@FunctionalInterface
public interface RateEvents {

    /** An inquiry came when a limit was reached: it was deferred, rejected, or only observed, as the limit says. */
    void limited(RateConfig.Limit limit);
}
