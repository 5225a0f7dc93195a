package org.doorward.dnsbl;

import java.time.Duration;

/** Does something later. */
@FunctionalInterface
public interface Timer {

    /**
     * Has a task run once, on any thread, after some time.
     *
     * @return takes the task back when it has not run yet
     */
    Runnable after(Duration wait, Runnable task);
}
