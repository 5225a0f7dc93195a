package org.doorward.decision;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** Decides on inquiries. */
@FunctionalInterface
public interface Decider {

    /**
     * Decides on one inquiry. Never blocks.
     *
     * @param inquiry what is asked
     * @param loop the event loop that asks: where deadlines are scheduled, and where nothing may block
     * @return the decision, which always comes within the deadline; complete already when only memory was needed, so that
     *     the answer leaves without a hop to another thread. May complete on any thread
     */
    CompletionStage<Decision> decide(Inquiry inquiry, ScheduledExecutorService loop);
}
